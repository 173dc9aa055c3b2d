/** Words as a reader counts them: letters or digits, with the apostrophes and hyphens inside a word. */
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*/gu

export const countWords = (text: string): number => text.match(WORD)?.length ?? 0
