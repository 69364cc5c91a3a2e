const seats = (count: string | number) => `${count}석`;

export const common = {
  shop: 'Holdfast',
  skip: '본문으로 건너뛰기',
  nav: {
    label: '주 메뉴',
    events: '공연',
    orders: '내 예매',
    home: 'Holdfast 홈',
    logIn: '로그인',
    account: '내 계정',
  },
  theme: { label: '화면 테마', system: '시스템 설정', light: '밝게', dark: '어둡게' },
  languageSwitch: 'English',
  loading: '불러오는 중',
  seats,
  close: '닫기',
  crash: {
    crashed: '화면에 문제가 생겼어요',
    missing: '화면을 다 불러오지 못했어요',
    text: '예매와 잡은 자리는 그대로예요. 다시 불러와 주세요.',
    reload: '다시 불러오기',
  },
};
