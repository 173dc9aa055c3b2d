/** What readers will not see of a text, as the field's own warning: it stands above the form and in the list of problems too. */
import {unshownPassages} from '@masthead/web/markdown'

/** `null` when all of it is shown. Counts only, so that it may run on every keystroke. */
export function unshownProblem(markdown: string | undefined): string | null {
  const [first, ...others] = unshownPassages(markdown ?? '')
  if (!first) return null
  const {line, reason, note} = first
  const more = others.length > 0 ? ` ${others.length} more are not shown either.` : ''
  return `Line ${line}: ${reason}. ${note}${more}`
}
