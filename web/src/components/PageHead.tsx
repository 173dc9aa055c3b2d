/** The opening of a page that is no article: trail, headline, a sentence. */
import type {ReactNode} from 'react'
import type {EditAttributes} from '../draft/edit-attributes.ts'

interface Props {
  title: string
  text?: string | null | undefined
  /** What stands above: the trail. */
  children?: ReactNode
  /** What stands below: a form. */
  below?: ReactNode
  /** Of the document that this page is about, the field that is the headline and the one that is the sentence. */
  edit?: {title: EditAttributes; text: EditAttributes}
}

export function PageHead({title, text, children, below, edit}: Props) {
  return (
    <header className="opening wrap">
      {children}
      <h1 {...edit?.title}>{title}</h1>
      {text && (
        <p className="standfirst" {...edit?.text}>
          {text}
        </p>
      )}
      {below}
    </header>
  )
}
