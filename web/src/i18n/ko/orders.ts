import type { Bodies } from '@/api/contract';
import type { Sentence } from '../dictionary';

export const orders = {
  order: {
    title: '예매 결과',
    number: '예매 번호',
    steps: {
      placed: ['접수', '주문을 받았어요'],
      paid: ['결제', '결제가 승인됐어요'],
      secured: ['좌석 확정', '좌석이 내 것이 됐어요'],
      done: ['완료', '예매가 끝났어요'],
    },
    pending: '기다리는 중',
    working: '진행 중',
    failed: '되지 않음',
    skipped: '진행하지 않음',
    headWorking: '예매를 진행하고 있어요',
    workingText: '창을 닫아도 예매는 계속돼요. 내 예매에서 결과를 볼 수 있어요.',
    headDone: '예매가 끝났어요',
    doneText: '공연장에서 표를 보여 주세요.',
    headCancelled: '예매가 취소됐어요',
    headStuck: '확인이 필요해요',
    stuck: '좌석은 그대로 지켜지고 있어요. 담당자가 결제를 확인하고 있으니 다시 결제하지 마세요.',
    reasons: {
      PAYMENT_DECLINED: [
        '카드사가 결제를 거절했어요.',
        '돈은 나가지 않았고, 자리는 다시 열렸어요.',
      ],
      PAYMENT_TIMED_OUT: [
        '카드사가 제때 답하지 않았어요.',
        '승인이 되었더라도 취소되어 돈은 나가지 않아요.',
      ],
      SEATS_LOST: [
        '장애가 있던 사이에 자리가 다른 분에게 갔어요.',
        '승인은 취소되어 돈은 나가지 않아요.',
      ],
      CONFIRMATION_TIMED_OUT: [
        '자리를 제때 확정하지 못했어요.',
        '승인은 취소되어 돈은 나가지 않아요.',
      ],
    } satisfies Record<Bodies['CancelReason'], Sentence>,
    reasonUnknown: [
      '예매를 마치지 못했어요.',
      '승인은 취소되어 돈은 나가지 않아요.',
    ] satisfies Sentence,
    tryAgain: '같은 자리로 다시 시도',
    choose: '다른 자리 고르기',
    ticket: '표 보기',
    timeline: '진행 기록',
    timelineSteps: {
      CLAIM: '자리 고정',
      AUTHORIZE: '결제 승인',
      CONFIRM: '좌석 확정',
      CAPTURE: '결제 완료',
      VOID: '승인 취소',
      RELEASE: '자리 반환',
    } satisfies Record<Bodies['TimelineStep'], string>,
    outcomes: {
      SENT: '요청함',
      DONE: '됨',
      REFUSED: '거절됨',
      TIMED_OUT: '응답 없음',
    } satisfies Record<Bodies['TimelineOutcome'], string>,
    attempt: (count: number) => `${count}번째 시도`,
    showLabel: '공연',
    seatsLabel: '좌석',
    amount: '결제 금액',
    placedAt: '예매 일시',
    status: {
      CREATED: '진행 중',
      CONFIRMED: '예매 완료',
      CANCELLED: '취소됨',
    } satisfies Record<Bodies['OrderStatus'], string>,
    stale: '연결이 끊겨 마지막으로 확인한 상태예요.',
  },
  orders: {
    title: '내 예매',
    empty: '아직 예매한 공연이 없어요.',
    emptyNext: '공연 보러 가기',
    local: '이 브라우저에서 예매한 것만 보여요.',
    more: '더 보기',
  },
  ticket: {
    title: '표',
    print: '인쇄하기',
    notYet: '예매가 끝나면 표가 여기에 나타나요.',
    seat: '좌석',
    code: '입장 코드',
    keep: '입장할 때 이 표를 보여 주세요.',
    of: (index: number, count: number) => `${index} / ${count}`,
    back: '예매로 돌아가기',
  },
};
