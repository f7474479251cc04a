// Text that may stand in a comment of a generated file.

/**
 * Printable ASCII without quotes, backslashes and comment signs, at most `charsMax` characters: nothing in it can end a
 * comment, a string or a line. nft allows 128 bytes in a comment.
 */
export const plainText = (text: string, charsMax = 120): string =>
  text
    .replace(/[^\x20-\x7e]|["'`\\#;{}$]/g, ' ')
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, charsMax)
    .trim();
