/**
 * The lines between `---` at the head of a Markdown file: `name: value`, lists as `[a, b]` or as `- a` lines.
 *
 * The part of YAML that people write there. Anything else is named in the report, never guessed.
 */
export interface FrontMatter {
  values: Map<string, string[]>
  body: string
  notes: string[]
}

export function readFrontMatter(text: string): FrontMatter {
  const values = new Map<string, string[]>()
  const notes: string[] = []
  const [whole, head] = /^---[ \t]*\n([\s\S]*?)\n?---[ \t]*(?:\n|$)/.exec(text) ?? []
  if (whole === undefined || head === undefined) return {values, body: text, notes}

  let list: string[] | null = null
  for (const line of head.split('\n')) {
    const item = /^\s*-\s+(.*)$/.exec(line)?.[1]
    const [, name, value] = /^([\w-]+)\s*:\s*(.*)$/.exec(line) ?? []
    if (item !== undefined && list) list.push(unquote(item))
    else if (name !== undefined && value !== undefined) {
      list = value.startsWith('[') ? value.replace(/^\[|\]$/g, '').split(',') : value ? [value] : []
      list = list.map(unquote).filter(Boolean)
      values.set(name.toLowerCase(), list)
    } else if (line.trim() && !line.trimStart().startsWith('#')) {
      notes.push(
        `The line "${line.trim().slice(0, 60)}" at the head of the file was not understood.`,
      )
    }
  }
  return {values, body: text.slice(whole.length), notes}
}

function unquote(text: string): string {
  const bare = text.trim()
  const [, , inner] = /^(["'])(.*)\1$/.exec(bare) ?? []
  return inner ?? bare.replace(/\s+#.*$/, '')
}
