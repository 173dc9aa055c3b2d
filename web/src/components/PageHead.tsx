/** The opening of a page that is no article: trail, headline, a sentence. */
import type {ReactNode} from 'react'

interface Props {
  title: string
  text?: string | null | undefined
  /** What stands above: the trail. */
  children?: ReactNode
  /** What stands below: a form. */
  below?: ReactNode
}

export function PageHead({title, text, children, below}: Props) {
  return (
    <header className="opening wrap">
      {children}
      <h1>{title}</h1>
      {text && <p className="standfirst">{text}</p>}
      {below}
    </header>
  )
}
