/** Markdown as the words in it: for the index and for excerpts, where a mark that is left does no harm. */
export const plainText = (markdown: string): string =>
  markdown
    .replace(/```[^\n]*\n|~~~[^\n]*\n/g, ' ')
    .replace(/!?\[([^\]\n]*)\]\([^)\n]*\)/g, '$1')
    .replace(/^\s*\[(?!\^)[^\]\n]+\]:.*$/gm, ' ')
    .replace(/<[^>\n]*>/g, ' ')
    .replace(/^\s*:::\w*(?:\[([^\]\n]*)\])?.*$/gm, ' $1 ')
    .replace(/^\s*(?:#{1,6}|>|[-*+]|\d{1,9}[.)])\s+/gm, ' ')
    .replace(/[*_`~|]+|\[\^[^\]\n]*\]:?|^\s*[-=]{3,}\s*$/gm, ' ')
    .replace(/\s+/g, ' ')
    .trim()
