//! What each code of the one table says to a person who reads Korean. The sentence that an answer has in English may say more: it stands beside this
//! one, as `detail`.

use crate::ErrorCode;

impl ErrorCode {
    #[must_use]
    pub const fn in_korean(self) -> &'static str {
        match self {
            Self::MalformedJson => "요청 본문이 올바른 JSON이 아닙니다.",
            Self::BadRequest => "요청의 경로, 쿼리 또는 헤더에 사용할 수 없는 값이 있습니다.",
            Self::IdempotencyKeyMissing => "이 요청에는 Idempotency-Key 헤더가 필요합니다.",
            Self::IdempotencyKeyInvalid => "Idempotency-Key 헤더를 사용할 수 없습니다.",
            Self::VersionUnknown => "알 수 없는 API 버전입니다.",
            Self::Unauthenticated => "로그인이 필요합니다.",
            Self::TokenInvalid => "액세스 토큰이 올바르지 않습니다.",
            Self::TokenExpired => "액세스 토큰이 만료되었습니다.",
            Self::SessionEnded => "로그인 세션이 종료되었습니다. 다시 로그인해 주세요.",
            Self::CredentialsWrong => "이메일 또는 비밀번호가 올바르지 않습니다.",
            Self::NotHoldOwner => "다른 고객이 선점한 좌석입니다.",
            Self::Forbidden => "이 요청을 할 권한이 없습니다.",
            Self::StepUpRequired => "안전을 위해 비밀번호를 다시 확인해 주세요.",
            Self::QueueTokenRequired => "이 공연은 대기열을 거쳐야 예매할 수 있습니다.",
            Self::ProofOfWorkRequired => "지금 계속하려면 작업 증명이 필요합니다.",
            Self::ProofOfWorkInvalid => "작업 증명을 사용할 수 없습니다. 다시 시도해 주세요.",
            Self::NotFound => "요청하신 대상을 찾을 수 없습니다.",
            Self::EventNotFound => "공연을 찾을 수 없습니다.",
            Self::SeatNotFound => "이 공연에 없는 좌석입니다.",
            Self::SectionNotFound => "이 공연에 없는 구역입니다.",
            Self::TierNotFound => "이 구역에 없는 가격 등급입니다.",
            Self::OrderNotFound => "주문을 찾을 수 없습니다.",
            Self::ReservationNotFound => "예약을 찾을 수 없습니다.",
            Self::MethodNotAllowed => "이 경로에서 사용할 수 없는 메서드입니다.",
            Self::RequestTimeout => "요청 본문이 제시간에 도착하지 않았습니다.",
            Self::ReservationConflict => "다른 고객이 먼저 선택한 좌석이 있습니다.",
            Self::SeatSold => "이미 판매된 좌석이 있습니다.",
            Self::SoldOut => "남은 자리가 부족합니다.",
            Self::TierSoldOut => "이 가격으로 남은 자리가 부족합니다.",
            Self::SectionHasSeats => "좌석을 직접 선택해야 하는 구역입니다.",
            Self::NoSeatsTogether => "나란히 앉을 수 있는 좌석이 부족합니다.",
            Self::LeavesSingleSeat => "한 자리만 남게 되는 선택입니다. 다른 좌석을 선택해 주세요.",
            Self::HoldRequired => "먼저 좌석을 선점해 주세요.",
            Self::SaleNotOpen => "아직 예매가 시작되지 않았습니다.",
            Self::NotYourTurn => "아직 차례가 아닙니다.",
            Self::IdempotencyKeyInProgress => "같은 요청을 처리하고 있습니다. 잠시 후 다시 시도해 주세요.",
            Self::IdempotencyKeyConflict => "같은 키로 다른 구매를 요청했습니다.",
            Self::LimitReached => "허용된 개수를 넘었습니다.",
            Self::LastOwner => "마지막 소유자 또는 관리자는 변경할 수 없습니다.",
            Self::EditConflict => "다른 사람이 먼저 변경했습니다. 새로 고친 뒤 다시 시도해 주세요.",
            Self::OrderNotCancellable => "취소할 수 없는 주문입니다.",
            Self::HoldExpired => "선점 시간이 지났습니다. 좌석을 다시 선택해 주세요.",
            Self::ProviderRefused => "로그인 제공자가 본인임을 확인해 주지 않았습니다.",
            Self::EmailUnverified => "로그인 제공자가 이메일 주소를 확인해 주지 않았습니다.",
            Self::LinkRequired => "이미 계정이 있는 이메일입니다. 먼저 로그인한 뒤 계정을 연결해 주세요.",
            Self::LinkTaken => "다른 사용자에게 연결된 계정입니다.",
            Self::LastLogin => "마지막 로그인 수단은 해제할 수 없습니다.",
            Self::LinkExpired => "링크가 만료되었습니다.",
            Self::PayloadTooLarge => "요청 본문이 너무 큽니다.",
            Self::UnsupportedMediaType => "지원하지 않는 형식의 요청 본문입니다.",
            Self::ValidationFailed => "요청에 사용할 수 없는 항목이 있습니다.",
            Self::IdempotencyKeyReused => "이 Idempotency-Key는 다른 요청에 사용되었습니다.",
            Self::RateLimited => "요청이 너무 많습니다. 잠시 후 다시 시도해 주세요.",
            Self::InternalError => "서버에 문제가 생겼습니다.",
            Self::Unavailable => "지금은 처리할 수 없습니다. 잠시 후 다시 시도해 주세요.",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_code_has_a_korean_sentence_of_its_own() {
        let is_hangul = |letter: char| ('가'..='힣').contains(&letter);
        let mut seen = HashSet::new();
        for code in ErrorCode::ALL {
            let sentence = code.in_korean();
            assert!(sentence.ends_with('.') && sentence.chars().any(is_hangul), "{code}: {sentence}");
            assert!(seen.insert(sentence), "{code}: {sentence}");
        }
    }
}
