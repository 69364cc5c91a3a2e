//! The mails, in Korean and in English. Nothing that a caller has typed is in them: a mail cannot be made to say what someone else wants.

use super::identity::Site;
use crate::domain::Locale;
use crate::ports::Letter;
use crate::store::{MailKind, MailRecord};

/// Subject and text. `{link}` stands for the link.
type Template = (&'static str, &'static str);

pub(super) fn written(record: &MailRecord, site: &Site, link: Option<&str>) -> Letter {
    let (subject, text) = template(record.kind, record.locale);
    let page = page(record.kind);
    let link =
        link.map_or_else(|| site.origin.clone(), |token| format!("{}{page}#token={token}", site.origin));
    Letter {
        id: record.id,
        to: record.recipient.clone(),
        subject: subject.to_owned(),
        text: text.replace("{link}", &link),
    }
}

/// The token stands behind a `#`, which no server gets, no log has, and no `Referer` carries.
fn page(kind: MailKind) -> &'static str {
    match kind {
        MailKind::Register => "/verify",
        MailKind::Registered
        | MailKind::Reset
        | MailKind::NoAccount
        | MailKind::SessionReused
        | MailKind::PasswordChanged
        | MailKind::ProviderLinked => "/reset",
    }
}

fn template(kind: MailKind, locale: Locale) -> Template {
    match (kind, locale) {
        (MailKind::Register, Locale::Ko) => (
            "Holdfast 가입을 확인해 주세요",
            "아래 링크를 열고 비밀번호를 정하면 가입이 끝납니다. 링크는 24시간 동안 한 번 쓸 수 있습니다.\n\n{link}\n\n가입을 신청하지 않으셨다면 이 메일을 지우셔도 됩니다. 링크를 열지 않으면 계정은 만들어지지 않습니다.\n",
        ),
        (MailKind::Register, Locale::En) => (
            "Confirm your Holdfast account",
            "Open this link and choose a password to finish. It works once, within 24 hours.\n\n{link}\n\nIf you did not register, delete this mail. Without the link there is no account.\n",
        ),
        (MailKind::Registered, Locale::Ko) => (
            "이미 Holdfast 계정이 있습니다",
            "이 주소로 가입 신청이 있었지만, 이미 계정이 있습니다. 로그인하시거나, 비밀번호를 잊으셨다면 아래 링크에서 새로 정하세요. 링크는 30분 동안 한 번 쓸 수 있습니다.\n\n{link}\n",
        ),
        (MailKind::Registered, Locale::En) => (
            "You have a Holdfast account already",
            "Someone asked to register with this address, which has an account already. Log in, or set another password here, once and within 30 minutes:\n\n{link}\n",
        ),
        (MailKind::Reset, Locale::Ko) => (
            "Holdfast 비밀번호 재설정",
            "아래 링크에서 새 비밀번호를 정하세요. 링크는 30분 동안 한 번 쓸 수 있고, 모든 기기에서 로그아웃됩니다.\n\n{link}\n\n요청하지 않으셨다면 이 메일을 지우셔도 됩니다.\n",
        ),
        (MailKind::Reset, Locale::En) => (
            "Set another Holdfast password",
            "Set another password here, once and within 30 minutes. All devices are logged out.\n\n{link}\n\nIf you did not ask for this, delete this mail.\n",
        ),
        (MailKind::NoAccount, Locale::Ko) => (
            "이 주소로 된 Holdfast 계정이 없습니다",
            "이 주소의 비밀번호를 다시 정해 달라는 요청이 있었지만, 이 주소로 된 계정이 없습니다. 다른 주소로 가입하셨을 수 있습니다.\n",
        ),
        (MailKind::NoAccount, Locale::En) => (
            "This address has no Holdfast account",
            "Someone asked to set another password for this address, which has no account. You may have registered with another address.\n",
        ),
        (MailKind::SessionReused, Locale::Ko) => (
            "Holdfast에서 한 기기를 로그아웃했습니다",
            "한 로그인 정보가 두 곳에서 쓰여 그 기기를 로그아웃했습니다. 직접 하신 일이 아니라면 비밀번호를 바꾸세요.\n\n{link}\n",
        ),
        (MailKind::SessionReused, Locale::En) => (
            "Holdfast has logged out one of your devices",
            "One of your sessions was used in two places, so we have ended it. If that was not you, change your password.\n\n{link}\n",
        ),
        (MailKind::PasswordChanged, Locale::Ko) => (
            "Holdfast 비밀번호가 바뀌었습니다",
            "비밀번호가 바뀌었고, 다른 기기에서는 로그아웃되었습니다. 직접 하신 일이 아니라면 비밀번호를 다시 정하세요.\n\n{link}\n",
        ),
        (MailKind::PasswordChanged, Locale::En) => (
            "Your Holdfast password has changed",
            "Your password has changed, and your other devices were logged out. If that was not you, set another one.\n\n{link}\n",
        ),
        (MailKind::ProviderLinked, Locale::Ko) => (
            "Holdfast 계정에 로그인 방법이 추가되었습니다",
            "이제 다른 서비스의 계정으로도 로그인할 수 있습니다. 직접 하신 일이 아니라면 비밀번호를 바꾸고, 계정 페이지에서 연결을 해제하세요.\n\n{link}\n",
        ),
        (MailKind::ProviderLinked, Locale::En) => (
            "Your Holdfast account has another way to log in",
            "An account of another service logs you in from now on. If that was not you, change your password, and take the link away on the page of your account.\n\n{link}\n",
        ),
    }
}

#[cfg(test)]
mod tests {
    use primitives::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::domain::Email;

    #[test]
    fn a_link_leads_to_its_page_and_its_token_to_no_log() {
        let site = Site { origin: "https://tickets.example".to_owned() };
        let record = |kind, locale| MailRecord {
            id: Uuid::nil(),
            kind,
            recipient: Email::parse("mina@example.com").unwrap(),
            locale,
            challenge: None,
            attempts: 0,
            created_at: Timestamp::from_micros(0),
        };
        for locale in [Locale::Ko, Locale::En] {
            let letter = written(&record(MailKind::Register, locale), &site, Some("abc"));
            assert!(letter.text.contains("https://tickets.example/verify#token=abc\n"), "{}", letter.text);
            let letter = written(&record(MailKind::PasswordChanged, locale), &site, None);
            assert!(letter.text.contains("https://tickets.example\n"), "{}", letter.text);
            let letter = written(&record(MailKind::NoAccount, locale), &site, Some("abc"));
            assert!(!letter.text.contains("abc"), "a link that opens nothing was sent");
        }
    }
}
