import {expect, test} from 'vitest'
import {withSlantedFont} from '../../../web/src/rendering/slanted-font.ts'
import {pageFont, slantedFont} from '../../../web/src/theme/fonts.ts'

const pageWith = (body: string) =>
  `<head><link rel="apple-touch-icon" href="/apple-touch-icon.png"/><link rel="preload" href="${pageFont}" as="font" crossorigin=""/></head><body>${body}</body>`

const askedFor = (html: string) =>
  [...html.matchAll(/<link rel="preload" href="([^"]+)" as="font" crossorigin=""\/>/g)].map(
    ([, font]) => font,
  )

test.each([
  '<em>so</em>',
  '<blockquote class="said">so</blockquote>',
  '<p class="empty">None.</p>',
])('a page with %s asks for the slanted font behind its own', (body) => {
  const html = withSlantedFont(pageWith(body))

  expect(askedFor(html)).toEqual([pageFont, slantedFont])
  expect(html.replace(/<link[^>]*italic[^>]*>/, '')).toBe(pageWith(body))
})

test.each(['<p>&lt;em> is for emphasis</p>', '<embed src="x"/><address>Here</address>'])(
  'a page with nothing slanted does not: %s',
  (body) => expect(withSlantedFont(pageWith(body))).toBe(pageWith(body)),
)
