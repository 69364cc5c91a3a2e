//! A Rust file as tokens and comments.

use rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, tokenize};

#[derive(Default)]
pub(crate) struct Lexed {
    /// Without white space, comments, lifetimes and characters.
    pub(crate) tokens: Vec<Span>,
    pub(crate) comments: Vec<Span>,
}

/// Where a text begins and ends in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

#[expect(clippy::wildcard_enum_match_arm, reason = "everything else is a token")]
pub(crate) fn lex(text: &str) -> Lexed {
    let (mut lexed, mut start) = (Lexed::default(), 0);
    for token in tokenize(text, FrontmatterAllowed::No) {
        let span = Span { start, end: start + token.len as usize };
        start = span.end;
        match token.kind {
            TokenKind::LineComment { .. } | TokenKind::BlockComment { .. } => lexed.comments.push(span),
            TokenKind::Whitespace
            | TokenKind::Lifetime { .. }
            | TokenKind::Literal { kind: LiteralKind::Char { .. } | LiteralKind::Byte { .. }, .. } => {}
            _ => lexed.tokens.push(span),
        }
    }
    lexed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_one_piece_each() {
        let text = r##"f("a // \" b", r#"c "d" e"#, 'x', b"q") // "공연"
            /* b /* c */ d */ '\u{7b}' 'a"##;
        let lexed = lex(text);
        let texts = |spans: &[Span]| spans.iter().map(|span| &text[span.start..span.end]).collect::<Vec<_>>();
        assert_eq!(texts(&lexed.comments), ["// \"공연\"", "/* b /* c */ d */"]);
        assert_eq!(
            texts(&lexed.tokens),
            ["f", "(", r#""a // \" b""#, ",", r##"r#"c "d" e"#"##, ",", ",", r#"b"q""#, ")"]
        );
    }
}
