import { useLanguage } from '@/i18n/language';
import { en } from './en';
import { ko, type Words } from './ko';

export const useWords = (): Words => (useLanguage() === 'ko' ? ko : en);
