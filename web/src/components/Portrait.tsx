/** An author's picture, or their initials: nobody gets a face that is not theirs. */
import type {Author} from '../content/types.ts'
import {markOf} from '../language/in-english.ts'
import {sourceOf} from '../pictures/address.ts'
import type {Site} from '../site.ts'
import {Image} from './Figure.tsx'

export function initialsOf(name: string | null): string {
  const words = (name ?? '').split(/\s+/).filter(Boolean)
  const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined]
  return [first, last].map((word) => Array.from(word ?? '')[0]?.toLocaleUpperCase() ?? '').join('')
}

interface Props {
  author: Author
  /** A small one stands beside the name and is not described. */
  size: 'small' | 'large'
  words: Site['words']
  /** It stands at the top of the page. */
  isFirst?: boolean
}

export function Portrait({author, size, words, isFirst = false}: Props) {
  const className = `portrait portrait-${size}`
  if (sourceOf(author.portrait)) {
    const pixels = size === 'large' ? 320 : 160
    return (
      <span
        className={className}
        {...(size === 'large' ? markOf(words, author, 'portraitAlt') : {})}
      >
        <Image
          picture={author.portrait && {...author.portrait, alt: author.portraitAlt}}
          ratio={1}
          sizes={size === 'large' ? '10rem' : '3.5rem'}
          widest={pixels}
          isDecoration={size === 'small'}
          isFirst={isFirst}
        />
      </span>
    )
  }
  return (
    <span className={className} aria-hidden="true">
      {initialsOf(author.name)}
    </span>
  )
}
