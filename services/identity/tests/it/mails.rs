//! Mails by a real conversation of SMTP, with a server that takes them, puts them off, or refuses them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use identity::SmtpServer;
use identity::adapters::smtp::SmtpMail;
use identity::domain::{ChallengeKind, Email, Locale};
use settings::Secret;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::room::{DAY, Parts, token_in};

const SECRET: &[u8] = b"the secret of these tests, long enough";

/// What the server says to each recipient in turn; afterwards it takes all.
#[derive(Default)]
struct Server {
    answers: Mutex<Vec<&'static str>>,
    taken: Mutex<Vec<String>>,
}

impl Server {
    async fn start(answers: &[&'static str]) -> (Arc<Self>, SmtpMail, JoinSet<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Arc::new(Self { answers: Mutex::new(answers.to_vec()), ..Self::default() });
        let serving = server.clone();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.converse(stream).await;
            }
        });
        let config = SmtpServer {
            url: Secret::new(format!("smtp://127.0.0.1:{port}")),
            from: "Holdfast <tickets@example.com>".to_owned(),
        };
        (server, SmtpMail::new(&config).unwrap(), tasks)
    }

    async fn converse(&self, stream: TcpStream) {
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        let mut say = async |text: &str| writer.write_all(format!("{text}\r\n").as_bytes()).await.is_ok();
        say("220 mail.example.com ESMTP").await;
        while let Ok(Some(line)) = lines.next_line().await {
            let answer = match line.split([' ', ':']).next().unwrap_or_default() {
                "EHLO" => "250-mail.example.com\r\n250 8BITMIME",
                "RCPT" => {
                    let mut answers = self.answers.lock().unwrap();
                    if answers.is_empty() { "250 OK" } else { answers.remove(0) }
                }
                "DATA" => {
                    say("354 go on").await;
                    let mut mail = String::new();
                    while let Ok(Some(line)) = lines.next_line().await {
                        if line == "." {
                            break;
                        }
                        mail.push_str(&line);
                        mail.push('\n');
                    }
                    self.taken.lock().unwrap().push(mail);
                    "250 taken"
                }
                "QUIT" => "221 bye",
                _ => "250 OK",
            };
            if !say(answer).await || answer == "221 bye" {
                return;
            }
        }
    }

    fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }
}

fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

fn header(mail: &str, name: &str) -> String {
    let line = mail.lines().find(|line| line.starts_with(name));
    line.unwrap_or_else(|| panic!("no {name} in {mail}")).to_owned()
}

/// The text, however it was encoded for the way.
fn body(mail: &str) -> String {
    let (head, body) = mail.split_once("\n\n").unwrap();
    if !head.contains("base64") {
        return body.replace("=\n", "").replace("=3D", "=");
    }
    let compact: String = body.split_whitespace().collect();
    String::from_utf8(STANDARD.decode(compact).unwrap()).unwrap()
}

#[tokio::test]
async fn a_mail_server_gets_the_letter_in_the_language_of_its_reader() {
    let (parts, (server, mail, _tasks)) = (Parts::open().await, Server::start(&[]).await);
    let identity = parts.identity(SECRET, Some(Arc::new(mail)));
    identity.register(email("mina@example.com"), None, Locale::Ko).await.unwrap();
    identity.register(email("joon@example.com"), None, Locale::En).await.unwrap();
    assert!(!identity.send_due_mails().await.unwrap());
    let taken = server.taken();
    assert_eq!((taken.len(), parts.store.count_mails().await.unwrap()), (2, 0));
    let to =
        |name: &str| taken.iter().find(|mail| mail.contains(&format!("To: {name}@example.com"))).unwrap();
    assert!(body(to("mina")).contains("비밀번호"), "{}", to("mina"));
    assert!(body(to("joon")).contains("choose a password"), "{}", to("joon"));
    assert!(header(to("joon"), "From:").contains("tickets@example.com"));
    let token = token_in(&body(to("joon")));
    let challenge = identity.open_link(&token, ChallengeKind::Register).await.unwrap();
    assert_eq!(challenge.email, email("joon@example.com"));
}

#[tokio::test]
async fn a_mail_that_is_put_off_is_sent_again_under_the_same_id() {
    let (parts, (server, mail, _tasks)) = (Parts::open().await, Server::start(&["451 try later"]).await);
    let identity = parts.identity(SECRET, Some(Arc::new(mail)));
    identity.forgot(email("mina@example.com"), Locale::En).await.unwrap();
    identity.send_due_mails().await.unwrap();
    assert_eq!((server.taken().len(), parts.store.count_mails().await.unwrap()), (0, 1));
    identity.send_due_mails().await.unwrap();
    assert_eq!(server.taken().len(), 0, "it is not time yet");
    parts.clock.advance(Duration::from_secs(60));
    identity.send_due_mails().await.unwrap();
    assert_eq!((server.taken().len(), parts.store.count_mails().await.unwrap()), (1, 0));
    let id = header(&server.taken()[0], "Message-ID:");
    assert!(id.ends_with("@example.com>"), "{id}");
}

#[tokio::test]
async fn a_mail_that_is_refused_is_given_up_and_keeps_no_other_waiting() {
    let (parts, (server, mail, _tasks)) =
        (Parts::open().await, Server::start(&["550 no such mailbox"]).await);
    let identity = parts.identity(SECRET, Some(Arc::new(mail)));
    for name in ["mina", "joon"] {
        identity.forgot(email(&format!("{name}@example.com")), Locale::En).await.unwrap();
    }
    identity.send_due_mails().await.unwrap();
    assert_eq!((server.taken().len(), parts.store.count_mails().await.unwrap()), (1, 0));
}

#[tokio::test]
async fn a_mail_that_no_server_takes_for_a_day_is_given_up() {
    let (parts, (_, mail, tasks)) = (Parts::open().await, Server::start(&[]).await);
    drop(tasks);
    let identity = parts.identity(SECRET, Some(Arc::new(mail)));
    identity.forgot(email("mina@example.com"), Locale::En).await.unwrap();
    identity.send_due_mails().await.unwrap();
    assert_eq!(parts.store.count_mails().await.unwrap(), 1);
    parts.clock.advance(DAY);
    identity.send_due_mails().await.unwrap();
    assert_eq!(parts.store.count_mails().await.unwrap(), 0);
}

#[tokio::test]
async fn nothing_that_a_caller_has_typed_is_in_a_mail_but_the_address_that_it_goes_to() {
    let (parts, (server, mail, _tasks)) = (Parts::open().await, Server::start(&[]).await);
    let identity = parts.identity(SECRET, Some(Arc::new(mail)));
    let name = "{link} {{7*7}} ${origin} <b>Mina</b> Bcc: thief@example.com";
    identity.register(email("mina@example.com"), Some(name.to_owned()), Locale::En).await.unwrap();
    identity.send_due_mails().await.unwrap();
    let taken = server.taken();
    let [mail] = taken.as_slice() else { panic!("{taken:?}") };
    let text = body(mail);
    for typed in ["{", "7*7", "<b>", "thief", "Bcc"] {
        assert!(!mail.contains(typed) && !text.contains(typed), "{typed} is in {mail}");
    }
    let count = |name: &str| mail.lines().filter(|line| line.starts_with(name)).count();
    assert_eq!((count("To:"), count("Subject:"), text.matches("http").count()), (1, 1, 1), "{mail}");
}

#[tokio::test]
async fn without_a_mail_server_no_link_is_promised() {
    let parts = Parts::open().await;
    let refused = parts.identity(SECRET, None).register(email("mina@example.com"), None, Locale::Ko).await;
    assert!(matches!(refused, Err(identity::app::AuthError::NoMail)), "{refused:?}");
}
