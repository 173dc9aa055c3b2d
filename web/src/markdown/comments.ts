/**
 * Comments in HTML, `<!-- ask legal -->`: an editor's own business. Readers are shown none, wherever a text goes.
 */

/** Without those that end; one that never does stays. Passes over the text once. */
export function withoutComments(text: string): string {
  let rest = ''
  let from = 0
  for (;;) {
    const start = text.indexOf('<!--', from)
    const end = start < 0 ? -1 : text.indexOf('-->', start + 2) // `<!-->` is one, too
    if (end < 0) return rest + text.slice(from)
    rest += text.slice(from, start)
    from = end + 3
  }
}
