/** The text as the site renders it, in the Studio's own colours. Links are shown, not followed: a stray click must not leave the form. */
import {Text} from '@sanity/ui'
import type {MouseEvent} from 'react'
import {PreviewBody} from './styles.ts'

export function Preview({html}: {html: string}) {
  if (!html) {
    return (
      <Text size={1} muted>
        What you write appears here as readers will see it.
      </Text>
    )
  }
  return <PreviewBody onClick={holdLinks} dangerouslySetInnerHTML={{__html: html}} />
}

/** A link to a section scrolls there; one to another site opens beside the Studio; one to this site has no page here. */
function holdLinks(event: MouseEvent<HTMLElement>) {
  const target = (event.target as Element).closest('a')?.getAttribute('href')
  if (!target) return
  event.preventDefault()
  if (target.startsWith('#')) {
    event.currentTarget
      .querySelector(`#${CSS.escape(target.slice(1))}`)
      ?.scrollIntoView({block: 'nearest'})
  } else if (/^https?:/.test(target)) {
    window.open(target, '_blank', 'noopener,noreferrer')
  }
}
