//! Blanks out comments and literals, so that a rule that looks for a word does not find it in prose.

use super::words::is_name;

pub(crate) struct Lexed {
    pub(crate) code: String,
    /// The texts of string literals, without quotes.
    pub(crate) literals: Vec<Span>,
    pub(crate) comments: Vec<Span>,
}

/// Where a text begins and ends in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

enum Token {
    Code(usize),
    Comment(usize),
    /// A character literal, or a string without an end.
    Blank(usize),
    /// The literal's whole length, and how much of it is quotes at the front and at the back.
    Text {
        length: usize,
        front: usize,
        back: usize,
    },
}

pub(crate) fn blank(text: &str) -> Lexed {
    let mut code = String::with_capacity(text.len());
    let (mut literals, mut comments) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let after_name = code.chars().next_back().is_some_and(is_name);
        let length = match next(rest, after_name) {
            Token::Code(length) => {
                code.push_str(rest.get(..length).unwrap_or_default());
                length
            }
            Token::Comment(length) => {
                comments.push(Span { start: at, end: at + length });
                push_blanks(&mut code, rest.get(..length).unwrap_or_default());
                length
            }
            Token::Blank(length) => {
                push_blanks(&mut code, rest.get(..length).unwrap_or_default());
                length
            }
            Token::Text { length, front, back } => {
                literals.push(Span { start: at + front, end: at + length - back });
                code.push('"');
                push_blanks(&mut code, rest.get(1..length - 1).unwrap_or_default());
                code.push('"');
                length
            }
        };
        at += length;
    }
    Lexed { code, literals, comments }
}

fn push_blanks(code: &mut String, text: &str) {
    for byte in text.bytes() {
        code.push(if byte == b'\n' { '\n' } else { ' ' });
    }
}

fn next(rest: &str, after_name: bool) -> Token {
    if rest.starts_with("//") {
        return Token::Comment(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Token::Comment(block_comment(rest));
    }
    if !after_name && let Some(token) = raw_string(rest) {
        return token;
    }
    if rest.starts_with('"') {
        return plain_string(rest);
    }
    if rest.starts_with('\'')
        && let Some(length) = character(rest)
    {
        return Token::Blank(length);
    }
    Token::Code(rest.chars().next().map_or(1, char::len_utf8))
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(tail) = rest.get(at..).filter(|tail| !tail.is_empty()) {
        if tail.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if tail.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += tail.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// `r"..."`, `r#"..."#`, and the same after `b` or `c`.
fn raw_string(rest: &str) -> Option<Token> {
    let unmarked = rest.strip_prefix(['b', 'c']).unwrap_or(rest).strip_prefix('r')?;
    let hashes = unmarked.bytes().take_while(|byte| *byte == b'#').count();
    let inside = unmarked.get(hashes..)?.strip_prefix('"')?;
    let front = rest.len() - inside.len();
    let close = format!("\"{}", "#".repeat(hashes));
    let length = inside.find(&close).map_or(rest.len(), |at| front + at + close.len());
    Some(Token::Text { length, front, back: close.len() })
}

fn plain_string(rest: &str) -> Token {
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            '"' if !escaped => return Token::Text { length: at + 1, front: 1, back: 1 },
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    Token::Blank(rest.len())
}

/// The length of a character literal; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('\'')?;
    if let Some(escape) = inside.strip_prefix('\\') {
        let skipped = escape.chars().next()?.len_utf8();
        return escape.get(skipped..)?.find('\'').map(|at| 2 + skipped + at + 1);
    }
    let length = inside.chars().next()?.len_utf8();
    inside.get(length..)?.starts_with('\'').then_some(length + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> String {
        let code = blank(text).code;
        assert_eq!(code.len(), text.len(), "{text}");
        code
    }

    #[test]
    fn comments_become_blanks_and_lines_stay() {
        assert_eq!(code("a // b\nc"), "a     \nc");
        assert_eq!(blank("a // b\nc").comments, [Span { start: 2, end: 6 }]);
        assert_eq!(code("a /* b /* c */\n d */ e"), "a             \n      e");
    }

    #[test]
    fn literals_become_blanks_and_are_remembered() {
        let text = r##"f("a // \" b", r#"c "d" e"#, 'x', '\'', b"q")"##;
        let lexed = blank(text);
        let found: Vec<&str> =
            lexed.literals.iter().map(|literal| text.get(literal.start..literal.end).unwrap()).collect();
        assert_eq!(found, [r#"a // \" b"#, r#"c "d" e"#, "q"]);
        assert_eq!(lexed.code.len(), text.len());
        assert!(!lexed.code.contains(['a', 'c', 'd', 'x']));
    }

    #[test]
    fn a_lifetime_is_not_a_character() {
        assert_eq!(code("fn f<'a>(x: &'a str) {}"), "fn f<'a>(x: &'a str) {}");
        assert_eq!(code("'{' '\\u{7b}' b'}'"), "             b   ");
    }

    #[test]
    fn letters_of_other_scripts_do_not_confuse_it() {
        assert_eq!(code("\"공연\" x").trim_end(), format!("\"{}\" x", " ".repeat(6)));
    }
}
