export const shows = {
  events: {
    title: '공연',
    lead: '지금 남은 자리를 그대로 보여드려요.',
    empty: '지금 예매할 수 있는 공연이 없어요.',
    emptyNext: '새 공연이 올라오면 여기에 바로 나타나요.',
    more: '더 보기',
    onSale: '예매 중',
    fewLeft: '매진 임박',
    soldOut: '매진',
    opensIn: '예매 시작까지',
    opensAt: (when: string) => `${when} 예매 시작`,
    left: (count: string, of: string) => `${of}석 중 ${count}석 남음`,
    priceRange: (from: string, to: string) => (from === to ? from : `${from} – ${to}`),
    venueTime: (when: string) => `공연장 시각 ${when}`,
    stale: '연결이 끊겨 마지막으로 확인한 정보예요.',
  },
};
