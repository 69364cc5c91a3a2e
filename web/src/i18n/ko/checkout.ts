import type { Sentence } from '../sentence';

export const checkout = {
  checkout: {
    title: '결제',
    nothingTitle: '결제할 자리가 없어요',
    nothing: '먼저 자리를 골라 잡아 주세요.',
    toMap: '자리 고르러 가기',
    summary: '예매 내역',
    payment: '결제 수단',
    demo: '데모라서 실제 돈은 오가지 않아요. 시험용 카드를 골라 주세요.',
    methods: {
      tok_ok: ['정상 카드', '바로 승인돼요'],
      tok_decline: ['거절되는 카드', '카드사가 거절해요'],
      tok_slow: ['느린 카드', '5초 뒤에 승인돼요'],
      tok_timeout: ['응답 없는 카드', '답이 오지 않아 30초 뒤 취소돼요'],
      tok_error_after_effect: ['답을 잃는 카드', '승인되지만 오류로 답해요'],
    } satisfies Record<string, Sentence>,
    pay: (total: string) => `${total} 결제하기`,
    paying: '주문을 보내는 중',
    next: '결제 버튼을 누르면 자리가 고정되고, 결제가 끝날 때까지 다른 분이 가져갈 수 없어요.',
    guest: '손님으로 산 예매는 이 브라우저에서만, 이 브라우저가 기억하는 동안 볼 수 있어요.',
    guestLogIn: '로그인하고 사면 계정에 남아요',
    unknownTitle: '주문이 전해졌는지 확인하고 있어요',
    unknown:
      '답을 받지 못해 같은 주문을 다시 묻고 있어요. 두 번 결제되지 않으니 그대로 기다려 주세요.',
    offline: '인터넷 연결을 기다리고 있어요. 이어지면 바로 다시 물어볼게요.',
    tries: (count: number) => `${count}번째 확인`,
  },
};
