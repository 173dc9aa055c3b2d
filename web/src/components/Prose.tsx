/** Markdown that the pipeline rendered and sanitised. Nothing else may be set as HTML. */
import type {EditAttributes} from '../draft/edit-attributes.ts'

export function Prose({
  html,
  className = 'prose',
  edit,
  lang,
}: {
  html: string
  className?: string
  edit?: EditAttributes
  /** Where it is not the page's. */
  lang?: string
}) {
  return (
    <div className={className} {...edit} lang={lang} dangerouslySetInnerHTML={{__html: html}} />
  )
}
