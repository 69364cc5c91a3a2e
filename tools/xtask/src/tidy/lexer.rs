//! A Rust file as tokens and comments.

use rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, tokenize};

#[derive(Default)]
pub(crate) struct Lexed {
    /// The text, with a blank for every byte of a comment or inside a literal: a rule that looks for a word does not find it in prose.
    pub(crate) code: String,
    /// Without white space and comments.
    pub(crate) tokens: Vec<Span>,
    pub(crate) comments: Vec<Span>,
}

/// Where a text begins and ends in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

pub(crate) fn lex(text: &str) -> Lexed {
    let (mut lexed, mut start) = (Lexed::default(), 0);
    for token in tokenize(text, FrontmatterAllowed::No) {
        let span = Span { start, end: start + token.len as usize };
        lexed.add(token.kind, span, text.get(span.start..span.end).unwrap_or_default());
        start = span.end;
    }
    lexed
}

impl Lexed {
    #[expect(clippy::wildcard_enum_match_arm, reason = "everything else is code, letter for letter")]
    fn add(&mut self, kind: TokenKind, span: Span, text: &str) {
        match kind {
            TokenKind::LineComment { .. } | TokenKind::BlockComment { .. } => {
                self.comments.push(span);
                return self.add_blanks(text);
            }
            TokenKind::Literal { kind: LiteralKind::Char { .. } | LiteralKind::Byte { .. }, .. } => {
                return self.add_blanks(text);
            }
            TokenKind::Whitespace | TokenKind::Lifetime { .. } => {}
            TokenKind::Literal { .. } if text.ends_with(['"', '#']) => {
                self.tokens.push(span);
                self.code.push('"');
                self.add_blanks(text.get(1..text.len() - 1).unwrap_or_default());
                return self.code.push('"');
            }
            _ => self.tokens.push(span),
        }
        self.code.push_str(text);
    }

    fn add_blanks(&mut self, text: &str) {
        self.code.extend(text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_become_blanks_and_are_remembered() {
        let text = r##"f("a // \" b", r#"c "d" e"#, 'x', b"q") // "공연"
            /* b /* c */ d */ '\u{7b}' 'a"##;
        let lexed = lex(text);
        let texts = |spans: &[Span]| spans.iter().map(|span| &text[span.start..span.end]).collect::<Vec<_>>();
        assert_eq!(texts(&lexed.comments), ["// \"공연\"", "/* b /* c */ d */"]);
        assert_eq!(
            texts(&lexed.tokens),
            ["f", "(", r#""a // \" b""#, ",", r##"r#"c "d" e"#"##, ",", ",", r#"b"q""#, ")"]
        );
        assert_eq!(lexed.code.len(), text.len());
        let words: Vec<&str> = lexed.code.split_whitespace().collect();
        assert_eq!(words.join(""), "f(\"\",\"\",,\"\")'a");
    }
}
