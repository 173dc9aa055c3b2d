/** Redirects: an old path and where its readers go now, or that the page is gone for good. */

import {urlProblem} from './url.ts'

export interface RedirectLike {
  from?: string
  to?: string
  gone?: boolean
}

/** The same as on the site (`web/src/redirects/table.ts`), which takes no notice of a redirect from any of these. */
const partsOfTheSite = /^\/(?:_next|api|cards|files|fonts|images|reader|review|styles)(?:\/|$)/
const pagesOfTheSite =
  /^(?:\/fr|(?:\/fr)?\/(?:articles|authors|topics|search|not-found-page|feed\.xml|atom\.xml|feed\.json|llms\.txt)|\/robots\.txt|\/sitemap(?:-(?:pages|\d{4})(?:-\d{1,2})?)?\.xml)$/

/** A sentence about what is wrong with the old path, or `null`. */
export function redirectFromProblem(from: string | undefined | null): string | null {
  if (!from) return null
  if (!from.startsWith('/') || from.startsWith('//')) {
    return 'Begin with a single slash and leave out the site’s name: /old-page.'
  }
  if (from === '/') return 'The home page cannot be redirected.'
  if (/[?#]/.test(from)) return 'Leave out everything from the first ? or #.'
  if (/\s/.test(from)) return 'Remove the spaces from the path.'
  if (partsOfTheSite.test(from)) {
    const [, part] = from.split('/')
    return `Paths under /${part} belong to the site itself.`
  }
  if (pagesOfTheSite.test(withoutSlash(from).toLowerCase())) {
    return 'The site has a page of its own there, which would be gone. Redirect another path.'
  }
  return null
}

/** A sentence about what is wrong with where a redirect leads, or `null`. */
export function redirectToProblem(redirect: RedirectLike | undefined | null): string | null {
  const {from, to, gone} = redirect ?? {}
  if (gone) return to ? 'A page that is gone leads nowhere: clear this address.' : null
  if (!to) return 'Say where readers go now, or mark the page as gone.'
  if (from && withoutSlash(from) === withoutSlash(to)) {
    return 'This redirect leads to itself. Choose another address.'
  }
  return urlProblem(to)
}

const withoutSlash = (path: string) => path.replace(/\/+$/, '')
