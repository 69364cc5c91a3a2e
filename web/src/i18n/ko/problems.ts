import type { KnownCode } from '@/lib/problem';
import type { Sentence } from '../sentence';

export const problems = {
  error: {
    retry: '다시 시도',
    copy: '추적 번호 복사',
    copied: '복사했어요',
    trace: '추적 번호',
    retryIn: (seconds: number) => `${seconds}초 뒤에 다시 시도해 주세요.`,
  },
  /** For every code: what happened, and what to do next. */
  problems: {
    MALFORMED_JSON: ['요청이 온전히 전해지지 않았어요.', '다시 시도해 주세요.'],
    BAD_REQUEST: ['주소나 요청을 읽을 수 없었어요.', '페이지를 새로 고친 뒤 다시 시도해 주세요.'],
    IDEMPOTENCY_KEY_MISSING: [
      '주문의 고유 번호가 빠졌어요.',
      '페이지를 새로 고친 뒤 다시 시도해 주세요.',
    ],
    IDEMPOTENCY_KEY_INVALID: [
      '주문의 고유 번호가 올바르지 않아요.',
      '페이지를 새로 고친 뒤 다시 시도해 주세요.',
    ],
    VERSION_UNKNOWN: [
      '이 페이지의 버전을 서버가 아직 알지 못해요.',
      '페이지를 새로 고친 뒤 다시 시도해 주세요.',
    ],
    UNAUTHENTICATED: ['누구신지 확인할 수 없어요.', '로그인한 뒤 다시 시도해 주세요.'],
    NOT_HOLD_OWNER: ['다른 곳에서 잡은 자리예요.', '처음 잡은 창에서 이어가거나 다시 골라 주세요.'],
    STEP_UP_REQUIRED: ['비밀번호를 한 번 더 확인해야 해요.', '확인하거나 다시 로그인해 주세요.'],
    FORBIDDEN: ['여기서는 할 수 없는 일이에요.', '공연 목록에서 다시 골라 주세요.'],
    QUEUE_TOKEN_REQUIRED: ['먼저 줄을 서야 해요.', '대기실로 들어가 차례를 기다려 주세요.'],
    PROOF_OF_WORK_REQUIRED: ['줄을 서려면 짧은 계산이 필요해요.', '다시 줄을 서 주세요.'],
    PROOF_OF_WORK_INVALID: ['계산이 너무 오래 걸렸어요.', '다시 줄을 서 주세요.'],
    NOT_FOUND: ['찾는 것이 없어요.', '주소를 확인해 주세요.'],
    EVENT_NOT_FOUND: ['없는 공연이에요.', '공연 목록에서 다시 골라 주세요.'],
    SEAT_NOT_FOUND: ['이 공연에 없는 자리예요.', '배치도에서 다시 골라 주세요.'],
    SECTION_NOT_FOUND: ['이 공연에 없는 구역이에요.', '배치도에서 다시 골라 주세요.'],
    TIER_NOT_FOUND: ['이 구역에 없는 가격이에요.', '보이는 가격에서 골라 주세요.'],
    RESERVATION_NOT_FOUND: ['이 예약을 찾을 수 없어요.', '자리를 다시 골라 주세요.'],
    ORDER_NOT_FOUND: ['예매를 찾을 수 없어요.', '내 예매에서 다시 확인해 주세요.'],
    METHOD_NOT_ALLOWED: [
      '여기서는 할 수 없는 요청이에요.',
      '페이지를 새로 고친 뒤 다시 시도해 주세요.',
    ],
    RESERVATION_CONFLICT: ['방금 다른 분이 먼저 잡았어요.', '비슷한 자리를 보여드릴까요?'],
    SOLD_OUT: ['남은 자리가 그만큼 없어요.', '수를 줄이거나 다른 구역을 골라 주세요.'],
    TIER_SOLD_OUT: [
      '이 가격으로는 그만큼 남지 않았어요.',
      '수를 줄이거나 다른 가격을 골라 주세요.',
    ],
    NO_SEATS_TOGETHER: ['그만큼 좋은 자리가 남아 있지 않아요.', '수를 줄여 주세요.'],
    LEAVES_SINGLE_SEAT: ['한 자리만 덩그러니 남아요.', '한 칸 옮겨 주세요.'],
    SECTION_HAS_SEATS: ['자리 번호가 있는 구역이에요.', '배치도에서 자리를 골라 주세요.'],
    SEAT_SOLD: ['이미 판매된 자리예요.', '다른 자리를 골라 주세요.'],
    HOLD_REQUIRED: ['자리를 먼저 잡아야 결제할 수 있어요.', '자리를 다시 골라 주세요.'],
    NOT_YOUR_TURN: ['아직 차례가 아니에요.', '차례가 되면 알려 드릴게요.'],
    SALE_NOT_OPEN: [
      '아직 예매가 열리지 않았어요.',
      '시작 시각까지 기다려 주세요. 자리는 골라 둘 수 있어요.',
    ],
    IDEMPOTENCY_KEY_IN_PROGRESS: ['같은 주문을 처리하고 있어요.', '잠시 기다려 주세요.'],
    IDEMPOTENCY_KEY_CONFLICT: [
      '이미 다른 구매에 쓰인 번호예요.',
      '내 예매에서 먼저 확인해 주세요.',
    ],
    ORDER_NOT_CANCELLABLE: [
      '이 예매는 이제 취소할 수 없어요.',
      '이미 확정되었고, 환불은 아직 지원하지 않아요.',
    ],
    LIMIT_REACHED: [
      '이 공연에서 한 분이 살 수 있는 만큼 다 골랐어요.',
      '잡은 자리와 이미 산 자리를 함께 세어요.',
    ],
    PROVIDER_REFUSED: ['로그인 제공자가 확인해 주지 않았어요.', '다시 시도해 주세요.'],
    EMAIL_UNVERIFIED: [
      '그 계정의 이메일이 확인되지 않았어요.',
      '이메일로 가입한 뒤 계정 페이지에서 연결해 주세요.',
    ],
    LINK_REQUIRED: [
      '이미 이 이메일로 만든 계정이 있어요.',
      '쓰던 방법으로 로그인한 뒤 계정 페이지에서 연결해 주세요.',
    ],
    LINK_TAKEN: ['다른 계정에 연결되어 있어요.', '그 계정에서 연결을 해제해 주세요.'],
    LAST_LOGIN: ['마지막 로그인 방법이라 해제할 수 없어요.', '먼저 비밀번호를 정해 주세요.'],
    LAST_OWNER: ['마지막 소유자는 바꿀 수 없어요.', '먼저 다른 분에게 역할을 넘겨 주세요.'],
    EDIT_CONFLICT: ['다른 분이 먼저 바꿨어요.', '페이지를 새로 고친 뒤 다시 시도해 주세요.'],
    TOKEN_INVALID: ['로그인 정보를 확인할 수 없어요.', '다시 로그인해 주세요.'],
    TOKEN_EXPIRED: ['로그인 정보를 갱신해야 해요.', '다시 시도해 주세요.'],
    SESSION_ENDED: ['로그아웃되었어요.', '다시 로그인해 주세요.'],
    CREDENTIALS_WRONG: ['이메일이나 비밀번호가 맞지 않아요.', '확인한 뒤 다시 시도해 주세요.'],
    LINK_EXPIRED: ['이미 쓰였거나 너무 오래된 링크예요.', '새 링크를 요청해 주세요.'],
    HOLD_EXPIRED: ['잡은 시간이 끝났어요.', '아직 비어 있다면 다시 잡을 수 있어요.'],
    REQUEST_TIMEOUT: ['요청이 도착하는 데 너무 오래 걸렸어요.', '다시 시도해 주세요.'],
    PAYLOAD_TOO_LARGE: ['요청이 너무 커요.', '수를 줄여 주세요.'],
    UNSUPPORTED_MEDIA_TYPE: [
      '서버가 읽을 수 없는 형식이에요.',
      '페이지를 새로 고친 뒤 다시 시도해 주세요.',
    ],
    VALIDATION_FAILED: ['요청에 맞지 않는 값이 있어요.', '확인한 뒤 다시 시도해 주세요.'],
    IDEMPOTENCY_KEY_REUSED: ['이미 다른 주문에 쓰인 번호예요.', '내 예매에서 먼저 확인해 주세요.'],
    RATE_LIMITED: ['요청이 너무 잦아요.', '잠시 쉬었다가 다시 시도해 주세요.'],
    INTERNAL_ERROR: [
      '저희 쪽에 문제가 생겼어요.',
      '다시 시도해 주세요. 계속되면 추적 번호를 알려 주세요.',
    ],
    UNAVAILABLE: [
      '잠시 응답할 수 없어요.',
      '곧 다시 시도해 주세요. 잡은 자리는 시간 안에 그대로예요.',
    ],
    NETWORK: ['서버에 닿지 못했어요.', '인터넷 연결을 확인하고 다시 시도해 주세요.'],
    ONE_SECTION_AT_A_TIME: [
      '여기서는 좌석과 스탠딩을, 또는 두 구역을 함께 살 수 없어요.',
      '하나만 남기고 다시 잡아 주세요.',
    ],
    UNREADABLE: ['알 수 없는 답을 받았어요.', '페이지를 새로 고친 뒤 다시 시도해 주세요.'],
  } satisfies Record<KnownCode, Sentence>,
};
