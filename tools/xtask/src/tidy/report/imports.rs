//! What a file names of its own crate, read from the text: the first name behind the root.

use crate::tidy::source::{Source, is_name};

/// The first names after `crate::`, and after as many `super::` as lead to the root.
pub(crate) fn from_root(source: &Source) -> Vec<String> {
    let code: String = source.product_lines().flat_map(|(_, line)| [line, "\n"]).collect();
    let inside = source.path.split_once("/src/").map_or("", |(_, inside)| inside);
    let depth = inside.trim_end_matches("/mod.rs").split('/').count();
    let mut found = Vec::new();
    for marker in ["crate::".to_owned(), "super::".repeat(depth)] {
        for (at, _) in code.match_indices(&marker) {
            let goes_on = code
                .get(..at)
                .is_some_and(|before| before.ends_with(|end| is_name(end) || ":$".contains(end)));
            if !goes_on {
                found.extend(heads(code.get(at + marker.len()..).unwrap_or_default()));
            }
        }
    }
    found
}

/// From `use room::{A, B};`, as `lib.rs` gives its rooms' contents out: A and B, each with its room.
pub(crate) fn given_out(code: &str) -> Vec<(String, String)> {
    let uses = code.split("pub use ").skip(1).chain(code.split("pub(crate) use ").skip(1));
    uses.filter_map(|text| {
        let (path, _) = text.split_once(';')?;
        let (room, names) = path.split_once("::")?;
        let names = names.split(['{', '}', ',']).filter_map(|name| name.trim().rsplit("::").next());
        Some(names.map(|name| (name.to_owned(), room.to_owned())).collect::<Vec<_>>())
    })
    .flatten()
    .collect()
}

/// Of `a::b`, a; of `{a::{b, c}, d}`, a and d.
fn heads(path: &str) -> Vec<String> {
    let Some(group) = path.strip_prefix('{') else { return vec![head(path)] };
    let mut depth = 0_u32;
    let mut flat = String::new();
    for letter in group.chars() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            _ if depth == 0 => flat.push(letter),
            _ => {}
        }
    }
    flat.split(',').map(|part| head(part.trim())).filter(|name| !name.is_empty()).collect()
}

fn head(path: &str) -> String {
    path.chars().take_while(|letter| is_name(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(path: &str, text: &str) -> Vec<String> {
        from_root(&Source::new(path, text))
    }

    #[test]
    fn names_are_found_in_paths_and_groups() {
        let place = "services/a/src/http/place.rs";
        assert_eq!(from(place, "use crate::{\n    app::{B, C},\n    domain,\n};"), ["app", "domain"]);
        assert_eq!(from(place, "use super::super::app::X;"), ["app"]);
        assert_eq!(from("services/a/src/http/mod.rs", "use super::app::X;"), ["app"]);
        assert!(from(place, "$crate::app::x(); my_crate::app::x()").is_empty());
    }

    #[test]
    fn what_the_root_gives_out_is_known_by_its_room() {
        let pair = |name: &str, room: &str| (name.to_owned(), room.to_owned());
        let found =
            given_out("pub use error::ApiError;\npub use sse::{\n    Frame,\n    limits::Limits,\n};\n");
        for wanted in [pair("ApiError", "error"), pair("Frame", "sse"), pair("Limits", "sse")] {
            assert!(found.contains(&wanted), "{found:?}");
        }
    }
}
