/** Where readers of a page that goes are led: what is written, and what is left of a choice when its time has come. */
import {
  afterwards,
  plannedCircleProblem,
  plannedPaths,
  plannedSuccessor,
  redirectMutations,
  successorNow,
  type KnownPage,
  type RemovalPlan,
  type Schedule,
  type Successor,
} from '@masthead/studio/rules'
import {describe, expect, test} from 'vitest'

const article = (slug: string, formerSlugs: string[] = []): KnownPage => ({
  _id: slug,
  _type: 'article',
  title: `Title of ${slug}`,
  slug,
  formerSlugs,
})
const to = (path: string): Successor => ({kind: 'page', to: path})
const going = article('going', ['gone-before'])

describe('what is written', () => {
  const plan: RemovalPlan = {
    create: [{from: '/articles/going'}],
    change: [
      {_id: 'old', from: '/old'},
      {_id: 'back', from: '/articles/staying'},
    ],
    taken: [],
  }

  test('leads every address to another page, and takes away what would lead to itself', async () => {
    const outcome = {to: '/articles/staying', gone: false, permanent: true}

    expect(await redirectMutations(to('/articles/staying'), plan)).toEqual([
      {
        createOrReplace: {
          _id: 'redirect-f6ea986b673ea028b71ea95b',
          _type: 'redirect',
          from: '/articles/going',
          ...outcome,
        },
      },
      {patch: {id: 'old', set: outcome}},
      {delete: {id: 'back'}},
    ])
  })

  test('says that it is gone, or nothing', async () => {
    const [made, old, back] = await redirectMutations({kind: 'gone'}, plan)

    expect(made).toMatchObject({createOrReplace: {from: '/articles/going', gone: true}})
    expect(old).toEqual({patch: {id: 'old', set: {gone: true}, unset: ['to']}})
    expect(back).toMatchObject({patch: {id: 'back'}})
    expect(await redirectMutations({kind: 'nothing'}, plan)).toEqual([])
  })
})

describe('a choice that was made long before', () => {
  const redirects = [
    {_id: 'a', from: '/away', to: '/articles/staying'},
    {_id: 'b', from: '/back', to: '/articles/going'},
    {_id: 'c', from: '/round', to: '/about'},
    {_id: 'd', from: '/about', to: '/round'},
  ]
  const pages = [going, article('staying', ['stayed'])]
  const now = (path: string) => successorNow(to(path), going, {redirects, pages})

  test.each([
    ['/articles/staying?from=going', '/articles/staying?from=going'],
    ['/articles', '/articles'],
    ['https://example.com/a?b', 'https://example.com/a?b'],
    ['/articles/stayed', '/articles/staying'],
    ['/away', '/articles/staying'],
  ])('%s leads to %s', (chosen, end) => expect(now(chosen)).toEqual({successor: to(end)}))

  test.each([
    ['/articles/withdrawn', 'led to /articles/withdrawn: nothing is published there by now.'],
    ['/round', 'nothing is published there by now'],
    ['javascript:alert(1)', 'nothing is published there by now'],
    ['/back', 'led to /back: that leads back to this page.'],
    ['/articles/gone-before', 'that leads back to this page'],
  ])('%s leads nowhere, and the editor is told', (chosen, sentence) => {
    const {successor, caution} = now(chosen)

    expect(successor).toEqual({kind: 'nothing'})
    expect(caution).toContain(sentence)
  })

  test('that it is gone holds', () => {
    expect(successorNow({kind: 'gone'}, going, {redirects, pages})).toEqual({
      successor: {kind: 'gone'},
    })
  })
})

const plan = (target: string, successor: unknown): Schedule =>
  ({target, action: 'unpublish', state: 'waiting', successor}) as Schedule

test('two plans do not lead to each other', () => {
  const pages = [going, article('staying')]
  const problem = (successor: unknown) =>
    plannedCircleProblem(to('/articles/staying'), going, {
      pages,
      plans: [plan('other', to('/articles/going')), plan('staying', successor)],
    })

  expect(problem(to('/articles/gone-before'))).toContain('“Title of staying” is to be unpublished')
  expect(problem(to('/articles'))).toBeNull()
  expect(problem({kind: 'gone'})).toBeNull()
  expect(problem(undefined)).toBeNull()
})

test('nor do three, nor is a circle that others make walked round for ever', () => {
  const pages = [going, article('staying'), article('third')]
  const problem = (ofThird: string) => {
    const plans = [plan('staying', to('/articles/third')), plan('third', to(ofThird))]
    expect(plannedPaths(plans)).toEqual(['/articles/third', ofThird])
    return plannedCircleProblem(to('/articles/staying'), going, {pages, plans})
  }

  expect(problem('/articles/gone-before')).toContain('“Title of staying” is to be unpublished')
  expect(problem('/articles/staying')).toBeNull()
  expect(problem('/articles')).toBeNull()
})

test('what a program wrote into a plan leads nowhere', () => {
  for (const odd of [null, 'gone', {kind: 'page', to: 7}, {kind: 'other'}, 7]) {
    expect(plannedSuccessor(plan('x', odd))).toEqual({kind: 'nothing'})
  }
  expect(afterwards(plan('x', to('/articles')))).toBe('Afterwards its address leads to /articles.')
})
