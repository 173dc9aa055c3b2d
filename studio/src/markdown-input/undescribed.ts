/** A picture put into the text brings words that ask for its description. They are for the editor, never for a reader. */
export const placeholder = 'Describe the picture'

/** `null` when every picture of a text says what it shows. */
export function undescribedProblem(markdown: string | undefined): string | null {
  const lines = (markdown ?? '').split('\n')
  const at = lines.findIndex((line) => line.includes(`![${placeholder}](`))
  if (at < 0) return null
  return `Line ${at + 1}: write what the picture shows in place of “${placeholder}”; who cannot see it hears these words.`
}
