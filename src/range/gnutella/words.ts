// Words of names and searches: how 2003's servents cut and compared them.

/** Words shorter than this are neither hashed nor compared (QRP 1.0 §3.2). */
const LETTERS_MIN = 3;
/** Words of one text that are looked at. */
const WORDS_MAX = 32;

export const routeWords = (text: string): string[] =>
  [
    ...new Set(
      text
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u)
        .filter((word) => word.length >= LETTERS_MIN),
    ),
  ].slice(0, WORDS_MAX);

/** The word and its beginnings, up to five letters shorter: a search for `lanter` finds `lantern`, and QRP must not stop it. */
export const beginnings = (word: string): string[] => {
  const found = [word];
  for (let cut = 1; cut <= 5 && word.length - cut >= LETTERS_MIN + 1; cut++)
    found.push(word.slice(0, word.length - cut));
  return found;
};
