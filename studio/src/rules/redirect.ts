/** Redirects: an old path and where its readers go now, or that the page is gone for good. */

import {urlProblem} from './url.ts'

export interface RedirectLike {
  from?: string
  to?: string
  gone?: boolean
}

/** A sentence about what is wrong with the old path, or `null`. */
export function redirectFromProblem(from: string | undefined | null): string | null {
  if (!from) return null
  if (!from.startsWith('/') || from.startsWith('//')) {
    return 'Begin with a single slash and leave out the site’s name: /old-page.'
  }
  if (from === '/') return 'The home page cannot be redirected.'
  if (/[?#]/.test(from)) return 'Leave out everything from the first ? or #.'
  if (/\s/.test(from)) return 'Remove the spaces from the path.'
  if (/^\/(api|images|_next)(\/|$)/.test(from)) {
    return 'Paths under /api, /images and /_next belong to the site itself.'
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
