/** Content rules: what an editor is told, and what passes in silence. */
import {
  abbreviationProblem,
  altProblem,
  authorNameProblem,
  colourProblem,
  credentialProblem,
  dateAheadProblem,
  duplicateProblem,
  emailProblem,
  hasLapsed,
  languageProblem,
  languagesProblem,
  publishedId,
  redirectFromProblem,
  redirectToProblem,
  selfReferenceProblem,
  seoDescriptionAdvice,
  seoTitleAdvice,
  slugFrom,
  slugProblem,
  timeZoneProblem,
  urlProblem,
  webAddressProblem,
  withOwn,
} from '@masthead/studio/rules'
import {describe, expect, test} from 'vitest'
import fc from 'fast-check'
import {seed} from '../../support/sample.ts'

test('a date of publication that is still to come is told to hold nothing back', () => {
  const now = Date.parse('2026-03-01T12:00:00Z')

  const told = dateAheadProblem('2026-03-02T12:00:00Z', now)

  expect(told).toContain('published now, readers see it at once')
  expect(told).toContain('Schedule…')
  for (const past of [undefined, '2026-02-28T12:00:00Z', '2026-03-01T12:00:30Z'])
    expect(dateAheadProblem(past, now)).toBeNull()
})

describe('slugs', () => {
  test.each(['tips', 'so-you-didnt-get-the-job', '3-tips', undefined])('%s is fine', (slug) => {
    expect(slugProblem(slug)).toBeNull()
  })

  test.each([
    ['Tips', 'lower-case'],
    ['résumé', 'without accents'],
    ['two words', 'without accents'],
    ['-tips', 'hyphen'],
    ['tips--more', 'hyphen'],
    ['a/b', 'without accents'],
    ['x'.repeat(81), 'shorten it to 80'],
  ])('%s is refused', (slug, reason) => {
    expect(slugProblem(slug)).toContain(reason)
  })

  test.each([
    ['So you didn’t get the job', 'so-you-didnt-get-the-job'],
    ['Écrire un résumé à l’œil', 'ecrire-un-resume-a-loeil'],
    ['  “Quotes” & dashes — 2026 ', 'quotes-dashes-2026'],
  ])('"%s" becomes %s', (title, slug) => {
    expect(slugFrom(title)).toBe(slug)
  })

  test('a long title is cut at a whole word', () => {
    const slug = slugFrom('word '.repeat(40))

    expect(slug.length).toBeLessThanOrEqual(80)
    expect(slug).toMatch(/^(word-)*word$/)
  })

  test('whatever the title, the slug made from it has no problem', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme', maxLength: 300}), (title) => {
        expect(slugProblem(slugFrom(title))).toBeNull()
      }),
      {seed},
    )
  })
})

describe('links', () => {
  test.each([
    'https://example.com/a?b#c',
    'mailto:a@example.com',
    'tel:+19025550100',
    '/about',
    '/',
  ])('%s is fine', (url) => expect(urlProblem(url)).toBeNull())

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    ' https://example.com',
    'data:text/html,hi',
    'vbscript:x',
    '//evil.example',
    '/\\evil.example',
    'example.com',
  ])('%j is refused', (url) => expect(urlProblem(url)).not.toBeNull())

  test('an address to check a credential must be a web address', () => {
    expect(webAddressProblem('https://example.com')).toBeNull()
    expect(webAddressProblem('/members')).toContain('https://')
    expect(webAddressProblem('mailto:a@example.com')).toContain('https://')
  })

  test('an e-mail address needs one @ and a dot after it', () => {
    expect(emailProblem('hello@example.com')).toBeNull()
    expect(emailProblem('hello@example')).not.toBeNull()
    expect(emailProblem('a b@example.com')).not.toBeNull()
  })
})

describe('pictures', () => {
  const asset = {_ref: 'image-abc'}

  test('a picture is described, or is decoration', () => {
    expect(altProblem({asset})).toContain('Describe the picture')
    expect(altProblem({asset, alt: '  '})).toContain('Describe the picture')
    expect(altProblem({asset, decorative: true})).toBeNull()
    expect(altProblem({asset, alt: 'People shaking hands'})).toBeNull()
  })

  test('a field without a picture asks for nothing', () => {
    expect(altProblem(undefined)).toBeNull()
    expect(altProblem({alt: ''})).toBeNull()
  })

  test('a file name, "picture of" and a paragraph are no descriptions', () => {
    expect(altProblem({asset, alt: 'IMG_2034.jpg'})).toContain('file name')
    expect(altProblem({asset, alt: 'Picture of a bridge'})).toContain('Begin with what is shown')
    expect(altProblem({asset, alt: 'x'.repeat(201)})).toContain('Shorten')
    expect(altProblem({asset, alt: 'A bridge', decorative: true})).toContain('not both')
  })
})

describe('authors', () => {
  test.each(['Andrea Forbes-Hurley', 'Martin Luther King, Jr.', 'Henry Adams, III', 'Bo'])(
    '%s is a name',
    (name) => expect(authorNameProblem(name)).toBeNull(),
  )

  test.each(['Andrea Forbes-Hurley, MBA, CPHR', 'Ada Example, PhD', 'Ada Example, P.Eng.'])(
    '%s holds credentials that belong elsewhere',
    (name) => expect(authorNameProblem(name)).toContain('Credentials'),
  )

  test('a byline is no name', () => {
    expect(authorNameProblem('By Ada Example')).toContain('without “By”')
  })

  test('each credential has an entry of its own', () => {
    expect(abbreviationProblem('MBA')).toBeNull()
    expect(abbreviationProblem('MBA, CPHR')).toContain('one credential')
  })

  test('a credential is renewed after it was verified, and lapses when its day has passed', () => {
    const credential = {verifiedOn: '2026-01-01', renewBy: '2027-01-01'}
    expect(credentialProblem(credential)).toBeNull()
    expect(credentialProblem({...credential, renewBy: '2025-01-01'})).toContain('later')
    expect(hasLapsed(credential, '2027-01-01')).toBe(false)
    expect(hasLapsed(credential, '2027-01-02')).toBe(true)
  })
})

describe('redirects', () => {
  test.each(['/old', '/blog/old-title', '/fr/ancien'])('%s can be redirected', (from) =>
    expect(redirectFromProblem(from)).toBeNull(),
  )

  test.each(['old', '//old', '/', '/old?x=1', '/old page', '/api/revalidate', '/images/a.png'])(
    '%s cannot be redirected',
    (from) => expect(redirectFromProblem(from)).not.toBeNull(),
  )

  test('a redirect leads somewhere else, or nowhere when the page is gone', () => {
    expect(redirectToProblem({from: '/old', to: '/new'})).toBeNull()
    expect(redirectToProblem({from: '/old', to: '/old/'})).toContain('itself')
    expect(redirectToProblem({from: '/old'})).toContain('where readers go')
    expect(redirectToProblem({from: '/old', gone: true})).toBeNull()
    expect(redirectToProblem({from: '/old', to: '/new', gone: true})).toContain('nowhere')
    expect(redirectToProblem({from: '/old', to: 'javascript:alert(1)'})).not.toBeNull()
  })
})

describe('lists of references', () => {
  const pick = (id: string) => ({_type: 'reference', _ref: id})

  test('the same entry twice is named, as a draft or published', () => {
    expect(duplicateProblem([pick('a'), pick('b')])).toBeNull()
    expect(duplicateProblem([pick('a'), pick('drafts.a')])).toContain('twice')
    expect(duplicateProblem([pick('a'), {}, null, {}])).toBeNull()
    expect(duplicateProblem(undefined)).toBeNull()
  })

  test('an article that points at itself is named', () => {
    expect(selfReferenceProblem([pick('a')], 'drafts.a')).toContain('the one that you are editing')
    expect(selfReferenceProblem([pick('a')], 'b')).toBeNull()
  })

  test('a draft and a version have the id of their document', () => {
    expect(['drafts.a', 'versions.r1.a', 'a'].map(publishedId)).toEqual(['a', 'a', 'a'])
  })
})

test('search results have room for so many characters', () => {
  expect(seoTitleAdvice('x'.repeat(60))).toBeNull()
  expect(seoTitleAdvice('x'.repeat(61))).toContain('61')
  expect(seoDescriptionAdvice('x'.repeat(120))).toBeNull()
  expect(seoDescriptionAdvice('x'.repeat(20))).toContain('below 50')
  expect(seoDescriptionAdvice('x'.repeat(161))).toContain('161')
})

test('colour, language and time zone are ones that the site can use', () => {
  expect(colourProblem('#0b5c7a')).toBeNull()
  expect(colourProblem('red; } body { display: none')).not.toBeNull()
  expect(languageProblem('fr')).toBeNull()
  expect(languageProblem('de')).not.toBeNull()
  expect(languagesProblem(['fr', 'en'])).toBeNull()
  expect(languagesProblem(['fr'])).toMatch(/Tick English/)
  expect(timeZoneProblem('America/Halifax')).toBeNull()
  expect(timeZoneProblem('Halifax')).not.toBeNull()
})

test('a review link is listed before the lake tells of it, and what others do to it counts', () => {
  const made = {
    _id: 'reviewLink.b',
    _type: 'reviewLink' as const,
    target: 'tides',
    targetType: 'article',
    createdBy: 'Anna',
    createdAt: '2026-03-02T12:00:00Z',
    expiresAt: '2026-03-09T12:00:00Z',
  }
  const older = {...made, _id: 'reviewLink.a', createdAt: '2026-03-01T12:00:00Z'}
  const takenBack = {revokedAt: '2026-03-03T12:00:00Z'}

  expect(withOwn([older], [made])).toEqual([made, older])
  expect(withOwn([{...made, ...takenBack}, older], [made])).toEqual([
    {...made, ...takenBack},
    older,
  ])
  expect(withOwn([made, older], [{...older, ...takenBack}])).toEqual([
    made,
    {...older, ...takenBack},
  ])
})
