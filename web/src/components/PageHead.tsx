/** The opening of a page that is no article: trail, headline, a sentence. */
import type {ReactNode} from 'react'
import type {EditAttributes} from '../draft/edit-attributes.ts'

interface Props {
  title: ReactNode
  text?: string | null | undefined
  /** What stands above: the trail. */
  children?: ReactNode
  /** What stands below: a form, the way to the feed. */
  below?: ReactNode
  /** Of the document that this page is about, the field that is the headline and the one that is the sentence. */
  edit?: {title: EditAttributes; text: EditAttributes}
  /** The language of both, where it is not the page's. */
  mark?: {title: {lang?: string}; text: {lang?: string}}
}

export function PageHead({title, text, children, below, edit, mark}: Props) {
  return (
    <header className="opening wrap">
      {children}
      <h1 {...edit?.title} {...mark?.title}>
        {title}
      </h1>
      {text && (
        <p className="standfirst" {...edit?.text} {...mark?.text}>
          {text}
        </p>
      )}
      {below}
    </header>
  )
}
