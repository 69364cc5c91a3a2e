//! The keys of a role: given as settings, or by the agent of EKS Pod Identity and ECS on this machine.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use serde::Deserialize;
use settings::{Secret, Settings, SettingsError};

const ID: &str = "AWS_ACCESS_KEY_ID";
const SECRET: &str = "AWS_SECRET_ACCESS_KEY";
const SESSION: &str = "AWS_SESSION_TOKEN";
const AGENT: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const AGENT_TOKEN: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
/// For each step of the request to the agent.
const STEP_WITHIN: Duration = Duration::from_secs(2);
const ANSWER_BYTES_MAX: u64 = 64 * 1024;

#[derive(Debug, Clone)]
pub(super) struct Keys {
    pub(super) id: String,
    pub(super) secret: Secret<String>,
    pub(super) session: Option<Secret<String>>,
}

#[derive(Debug, Clone)]
pub(super) enum CredentialSource {
    None,
    Given(Keys),
    Agent(Agent),
}

/// Plain HTTP: it answers on an address of this machine alone.
#[derive(Debug, Clone)]
pub(super) struct Agent {
    /// `host:port`.
    authority: String,
    path: String,
    /// A file that the orchestrator renews.
    token: Option<String>,
}

#[derive(Debug, thiserror::Error)]
#[error("the agent with the keys of this process's role does not give them")]
pub(crate) struct NoCredentials(#[from] io::Error);

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    access_key_id: String,
    secret_access_key: String,
    token: Option<String>,
}

impl CredentialSource {
    pub(super) fn read(settings: &mut Settings) -> Result<Self, SettingsError> {
        let id: Option<String> = settings.optional(ID, "with AWS_MSK_IAM: the id of the role's key")?;
        let secret = settings.secret(SECRET, "with AWS_MSK_IAM: the role's key")?;
        let session =
            settings.secret(SESSION, "with AWS_MSK_IAM: the token that belongs to a temporary key")?;
        let agent: Option<String> = settings
            .optional(AGENT, "with AWS_MSK_IAM: where EKS Pod Identity or ECS gives the keys; they set it")?;
        let token: Option<String> = settings.optional(
            AGENT_TOKEN,
            "with AWS_MSK_IAM: the file by which they know this process; they set it",
        )?;
        match (id, secret, agent) {
            (Some(id), Some(secret), _) => Ok(Self::Given(Keys { id, secret, session })),
            (None, None, Some(url)) => Agent::at(&url, token).map(Self::Agent),
            _ => Ok(Self::None),
        }
    }

    pub(super) fn needed(self) -> Result<Self, SettingsError> {
        match self {
            Self::None => Err(SettingsError::refused(
                ID,
                format!("AWS_MSK_IAM needs it with {SECRET}, or {AGENT} alone"),
            )),
            found @ (Self::Given(_) | Self::Agent(_)) => Ok(found),
        }
    }

    pub(super) fn keys(&self) -> Result<Keys, NoCredentials> {
        match self {
            Self::None => Err(io::Error::from(io::ErrorKind::NotFound).into()),
            Self::Given(keys) => Ok(keys.clone()),
            Self::Agent(agent) => Ok(agent.keys()?),
        }
    }
}

impl Agent {
    fn at(url: &str, token: Option<String>) -> Result<Self, SettingsError> {
        let refused =
            || SettingsError::refused(AGENT, "it has to look like http://169.254.170.23/v1/credentials");
        let (authority, path) =
            url.strip_prefix("http://").and_then(|rest| rest.split_once('/')).ok_or_else(refused)?;
        let authority =
            if authority.contains(':') { authority.to_owned() } else { format!("{authority}:80") };
        Ok(Self { authority, path: format!("/{path}"), token })
    }

    fn keys(&self) -> io::Result<Keys> {
        let answer = self.ask()?;
        let (head, body) = answer.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
        if head.split(' ').nth(1) != Some("200") {
            return Err(io::Error::other(head.lines().next().unwrap_or_default()));
        }
        let Answer { access_key_id: id, secret_access_key, token } = serde_json::from_str(body)?;
        Ok(Keys { id, secret: Secret::new(secret_access_key), session: token.map(Secret::new) })
    }

    /// By HTTP 1.0, so that the answer ends with the connection.
    fn ask(&self) -> io::Result<String> {
        let Self { authority, path, token } = self;
        let address = authority.to_socket_addrs()?.next().ok_or(io::ErrorKind::NotFound)?;
        let mut stream = TcpStream::connect_timeout(&address, STEP_WITHIN)?;
        stream.set_read_timeout(Some(STEP_WITHIN))?;
        stream.set_write_timeout(Some(STEP_WITHIN))?;
        let authorization = match token {
            Some(file) => format!("Authorization: {}\r\n", fs::read_to_string(file)?.trim()),
            None => String::new(),
        };
        let request = format!("GET {path} HTTP/1.0\r\nHost: {authority}\r\n{authorization}\r\n");
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.take(ANSWER_BYTES_MAX).read_to_string(&mut answer)?;
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// What the agent was asked, and what became of its answer.
    fn asked(answer: &'static str) -> (String, io::Result<Keys>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1/credentials", listener.local_addr().unwrap());
        let agent = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = vec![0; 4_096];
            let length = stream.read(&mut request).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
            String::from_utf8_lossy(&request[..length]).into_owned()
        });
        let token = tempfile::NamedTempFile::new().unwrap();
        fs::write(token.path(), "the token of this pod\n").unwrap();
        let keys = Agent::at(&url, Some(token.path().display().to_string())).unwrap().keys();
        (agent.join().unwrap(), keys)
    }

    #[test]
    fn an_agent_gives_the_keys_to_a_process_that_it_knows() {
        let (request, keys) = asked(
            "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n\
             {\"AccessKeyId\":\"id\",\"SecretAccessKey\":\"key\",\"Token\":\"session\",\"Expiration\":\"later\"}",
        );
        assert!(request.starts_with("GET /v1/credentials HTTP/1.0\r\n"), "{request}");
        assert!(request.contains("Authorization: the token of this pod\r\n"), "{request}");
        let keys = keys.unwrap();
        assert_eq!((keys.id.as_str(), keys.secret.expose().as_str()), ("id", "key"));
        assert_eq!(keys.session.unwrap().expose(), "session");
    }

    #[test]
    fn a_refusal_of_the_agent_is_no_key() {
        let (_, keys) = asked("HTTP/1.0 403 Forbidden\r\n\r\n{}");
        assert!(keys.unwrap_err().to_string().contains("403"));
        assert!(Agent::at("https://elsewhere/", None).is_err());
    }
}
