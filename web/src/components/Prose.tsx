/** Markdown that the pipeline rendered and sanitised. Nothing else may be set as HTML. */
import type {EditAttributes} from '../draft/edit-attributes.ts'

export function Prose({
  html,
  className = 'prose',
  edit,
}: {
  html: string
  className?: string
  edit?: EditAttributes
}) {
  return <div className={className} {...edit} dangerouslySetInnerHTML={{__html: html}} />
}
