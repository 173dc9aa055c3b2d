/** What a reader gets when a page can neither be rendered nor found in a cache: words, no styles, no scripts. */
import {digestOf} from '../cache/page-cache.ts'
import {PageAnswer} from './page-answer.ts'
import type {Headers} from './policy.ts'

const texts: Record<number, [title: string, text: string]> = {
  400: ['This address cannot be read', 'Please check it, or go to the <a href="/">front page</a>.'],
  404: [
    'There is no page at this address',
    'It may have moved. The <a href="/">front page</a> lists what is here.',
  ],
  405: ['This page can only be read', 'Please go back, or go to the <a href="/">front page</a>.'],
  410: [
    'This page is gone',
    'It was taken away for good. The <a href="/">front page</a> lists what is here.',
  ],
  503: [
    'This page cannot be shown right now',
    'We are on it. Please try again in a minute; other pages may well work: <a href="/">front page</a>.',
  ],
}

export function errorPage(
  status: 400 | 404 | 405 | 410 | 503,
  headers: Headers,
  words?: [title: string, text: string],
): PageAnswer {
  const [title, text] = words ?? texts[status] ?? ['Something went wrong', 'Please try again.']
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>${title}</title></head><body><main><h1>${title}</h1><p>${text}</p></main></body></html>
`
  return new PageAnswer({
    status,
    body,
    digest: digestOf(body),
    headers: {
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      ...(status === 503 ? {'retry-after': '5'} : {}),
      ...(status === 405 ? {allow: 'GET, HEAD'} : {}),
    },
  })
}
