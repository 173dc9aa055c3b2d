/** An author's picture, or their initials: nobody gets a face that is not theirs. */
import type {Author} from '../content/types.ts'
import {sourceOf} from '../pictures/address.ts'
import {Image} from './Figure.tsx'

export function initialsOf(name: string | null): string {
  const words = (name ?? '').split(/\s+/).filter(Boolean)
  const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined]
  return [first, last].map((word) => Array.from(word ?? '')[0]?.toLocaleUpperCase() ?? '').join('')
}

export function Portrait({author, size}: {author: Author; size: 'small' | 'large'}) {
  const className = `portrait portrait-${size}`
  if (sourceOf(author.portrait)) {
    const pixels = size === 'large' ? 320 : 160
    return (
      <span className={className}>
        <Image
          picture={author.portrait}
          ratio={1}
          sizes={size === 'large' ? '10rem' : '3.5rem'}
          widest={pixels}
          isDecoration={size === 'small'}
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
