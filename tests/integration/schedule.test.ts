/** Scheduling, on a real lake: what is due happens once, at its time, whoever runs, and what cannot happen says why. */
import {setTimeout as wait} from 'node:timers/promises'
import type {SanityClient} from '@sanity/client'
import {scheduleId, type Schedule, type ScheduledAction} from '@masthead/studio/rules'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {carryOut, type Outcome} from '../../scripts/src/schedule/carry-out.ts'
import {carryOutDue, watchSchedules} from '../../scripts/src/schedule/runner.ts'
import {lineFor} from '../../scripts/src/schedule/wording.ts'
import {runCommand} from '../support/command.ts'
import {removeDirectory, temporaryDirectory} from '../support/directory.ts'
import {freePort} from '../support/free-port.ts'
import {anArticle} from '../support/newsroom.ts'
import {startLake, type RunningLake} from '../support/servers.ts'

const directory = temporaryDirectory('schedule')
let lake: RunningLake
let client: SanityClient
let token: string

beforeAll(async () => {
  lake = await startLake({directory, port: await freePort()}) // its own while it is down, too
  token = (await lake.addUser('Schedule', 'editor')).token
  client = lake.client(token).withConfig({perspective: 'raw'})
})
afterAll(async () => {
  await lake.stop()
  removeDirectory(directory)
})

interface Wish extends Pick<Schedule, 'successor'> {
  action?: ScheduledAction
  at?: string
  type?: string
}

async function plan(
  target: string,
  {action = 'publish', at, type = 'article', successor}: Wish = {},
): Promise<Schedule> {
  const schedule: Schedule = {
    _id: scheduleId(action, target),
    _type: 'schedule',
    target,
    targetType: type,
    action,
    at: at ?? new Date(Date.now() - 1000).toISOString(),
    zone: 'America/Halifax',
    scheduledBy: 'Anna Abel',
    state: 'waiting',
    ...(successor ? {successor} : {}),
  }
  await client.createOrReplace(schedule)
  return schedule
}

const draft = (slug: string, fields: object = {}) => {
  const article = anArticle(slug)
  return client.create({
    ...article,
    publishedAt: undefined,
    ...fields,
    _id: `drafts.${article._id}`,
  })
}

async function runOnce(): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  await carryOutDue({client, report: (outcome) => outcomes.push(outcome)})
  return outcomes
}

const stateOf = (id: string) => client.getDocument<Record<string, unknown>>(id)

test('a draft is published at its time with the date of that moment, and is then no draft any more', async () => {
  await draft('first')
  await plan('article-first')

  const before = Date.now()
  const [outcome] = await runOnce()

  const published = await stateOf('article-first')
  expect(outcome).toMatchObject({kind: 'done', transaction: published?._rev})
  expect(Date.parse(String(published?.publishedAt))).toBeGreaterThanOrEqual(before)
  expect(await stateOf('drafts.article-first')).toBeUndefined()
  expect(await stateOf('schedule.publish.article-first')).toMatchObject({state: 'done'})
})

test('what is not due yet stays as it is, and the runner knows until when', async () => {
  await draft('later')
  const at = new Date(Date.now() + 3_600_000).toISOString()
  await plan('article-later', {at})

  const next = await carryOutDue({client, report: () => undefined})

  expect(next).toBe(Date.parse(at))
  expect(await stateOf('article-later')).toBeUndefined()
  await client.delete('schedule.publish.article-later')
})

test('edits after scheduling go out too, and an address that changed stays among the former ones', async () => {
  await client.create({...anArticle('swap'), _id: 'article-swap', title: 'Old'})
  await client.create({...anArticle('swap'), _id: 'drafts.article-swap', title: 'Planned'})
  await plan('article-swap')
  await client
    .patch('drafts.article-swap')
    .set({title: 'Edited', 'slug.current': 'swapped'})
    .commit()

  await runOnce()

  expect(await stateOf('article-swap')).toMatchObject({
    title: 'Edited',
    formerSlugs: ['swap'],
  })
})

test('a withdrawal leaves a draft and takes the article away', async () => {
  await client.create({...anArticle('offer'), _id: 'article-offer'})
  await plan('article-offer', {action: 'unpublish'})

  await runOnce()

  expect(await stateOf('article-offer')).toBeUndefined()
  expect(await stateOf('drafts.article-offer')).toMatchObject({title: 'Title of offer'})
})

test('a withdrawal leads readers to where they were to be led, in the same transaction', async () => {
  await client.create({...anArticle('season'), formerSlugs: ['season-2025']})
  await client.create({...anArticle('next-season'), formerSlugs: ['season-2026']})
  await client.create({
    _id: 'short-link',
    _type: 'redirect',
    from: '/season',
    to: '/articles/season',
  })
  await plan('article-season', {
    action: 'unpublish',
    successor: {kind: 'page', to: '/articles/season-2026'}, // it has moved since
  })

  const [outcome] = await runOnce()

  const redirects = await client.fetch<object[]>(
    '*[_type == "redirect"] | order(from) {_rev, from, to, gone}',
  )
  const all = {_rev: (outcome as {transaction: string}).transaction, gone: false}
  expect(redirects).toEqual(
    ['/articles/season', '/articles/season-2025', '/season'].map((from) => ({
      ...all,
      from,
      to: '/articles/next-season',
    })),
  )
  expect(await stateOf('article-season')).toBeUndefined()
})

test('a withdrawal happens though its readers cannot be led on, and says so', async () => {
  await client.create(anArticle('leaflet'))
  const successor = {kind: 'page' as const, to: '/articles/never-written'}
  await plan('article-leaflet', {action: 'unpublish', successor})

  const [outcome] = await runOnce()

  const caution = expect.stringContaining('not led to /articles/never-written')
  expect(outcome).toMatchObject({kind: 'done', caution})
  expect(lineFor(outcome!)).toMatch(/withdrawn, due .*, transaction .*not led to/)
  expect(await stateOf('schedule.unpublish.article-leaflet')).toMatchObject({
    state: 'done',
    caution,
  })
  expect(await stateOf('article-leaflet')).toBeUndefined()
  expect(await client.fetch('count(*[from == "/articles/leaflet"])')).toBe(0)
})

test('ten runners at once do it once', async () => {
  await draft('race')
  const schedule = await plan('article-race')

  const outcomes = await Promise.all(Array.from({length: 10}, () => carryOut(client, schedule)))

  const kinds = outcomes.map(({kind}) => kind).toSorted()
  expect(kinds).toEqual(['done', ...Array<string>(9).fill('taken')])
  const revisions = await client.fetch<number>('count(*[_id == "article-race"])')
  expect(revisions).toBe(1)
})

test('a draft that is being typed in is published as it is at some moment, whole', async () => {
  await draft('typed')
  const schedule = await plan('article-typed')
  let typing = true
  let count = 0
  const typist = (async () => {
    while (typing) {
      count += 1
      await client
        .patch('drafts.article-typed')
        .set({title: `Title ${count}`, standfirst: `Standfirst ${count}`})
        .commit()
        .catch(() => undefined) // the draft is gone once it is published
    }
  })()

  const outcome: unknown = await carryOut(client, schedule).catch((error: unknown) => error)
  typing = false
  await typist

  // Either it found a moment, or it says that it could not; a half is never published.
  const published = await stateOf('article-typed')
  if ((outcome as Outcome).kind === 'done') {
    expect(String(published?.title).replace('Title ', '')).toBe(
      String(published?.standfirst).replace('Standfirst ', ''),
    )
  } else expect(published).toBeUndefined()
  await client.delete(schedule._id)
})

test('a draft without an address is not published, and the schedule says why and what to do', async () => {
  await draft('lacking', {slug: undefined})
  await plan('article-lacking')

  const [outcome] = await runOnce()

  expect(outcome).toMatchObject({kind: 'failed', reason: 'The article has no address.'})
  expect(await stateOf('schedule.publish.article-lacking')).toMatchObject({
    state: 'failed',
    failure: {reason: 'The article has no address.', remedy: expect.stringContaining('publish')},
  })
  expect(await stateOf('article-lacking')).toBeUndefined()
  expect(await runOnce()).toEqual([])
})

test('a draft does not take the address of what was published there meanwhile, however old it is', async () => {
  await draft('budget', {title: 'An old draft'})
  await plan('article-budget')
  const taken = {...anArticle('budget'), title: 'Live for a week'}
  await client.create({...taken, _id: 'budget-in-french', language: 'fr'})
  await client.create({...taken, _id: 'budget-live'})

  const outcomes = await runOnce()

  expect(outcomes).toMatchObject([
    {kind: 'failed', reason: '“Live for a week” is published at /articles/budget by now.'},
  ])
  expect(await stateOf('article-budget')).toBeUndefined()
})

test('whoever has an address may change there, though a program has written another one at it', async () => {
  await client.create(anArticle('owned'))
  await client.create({...anArticle('owned'), _id: 'second-at-owned'})
  await client.create({...anArticle('owned'), _id: 'drafts.article-owned', title: 'Changed'})
  await plan('article-owned')

  await runOnce()

  expect(await stateOf('article-owned')).toMatchObject({title: 'Changed'})
})

test('references that keep a document from coming or going are named by title', async () => {
  await client.create({_id: 'drafts.author-new', _type: 'author', name: 'Nia New'})
  await draft('by-nia', {
    authors: [
      {
        _type: 'reference',
        _key: 'nia',
        _ref: 'author-new',
        _weak: true,
        _strengthenOnPublish: {type: 'author'},
      },
    ],
  })
  await plan('article-by-nia')
  await client.create({_id: 'author-kept', _type: 'author', name: 'Kim Kept'})
  await client.create({
    ...anArticle('by-kim'),
    authors: [{_type: 'reference', _key: 'kim', _ref: 'author-kept'}],
  })
  await plan('author-kept', {action: 'unpublish'})

  const outcomes = await runOnce()

  expect(outcomes.map((one) => one.kind === 'failed' && one.reason).toSorted()).toEqual([
    'It refers to “Nia New”, which is not published.',
    '“Title of by-kim” still refers to it.',
  ])
  await client.create({_id: 'author-new', _type: 'author', name: 'Nia New'})
  await plan('article-by-nia')
  await runOnce()
  expect(await stateOf('article-by-nia')).toMatchObject({
    authors: [{_type: 'reference', _key: 'nia', _ref: 'author-new'}],
  })
})

test('what is planned for one second comes and goes in the order in which it can, whatever the ids', async () => {
  const to = (id: string, fields: object = {}) => ({
    authors: [{_type: 'reference', _key: id, _ref: id, ...fields}],
  })
  await client.create({
    _id: 'drafts.z-author',
    _type: 'author',
    name: 'Zoe',
    slug: {current: 'zoe'},
  })
  await draft(
    'by-zoe',
    to('z-author', {_weak: true, _strengthenOnPublish: {type: 'author', template: {id: 'author'}}}),
  )
  const at = new Date(Date.now() - 1000).toISOString()
  await plan('article-by-zoe', {at})
  await plan('z-author', {at, type: 'author'})
  await client.create({_id: 'a-author', _type: 'author', name: 'Abe', slug: {current: 'abe'}})
  await client.create({...anArticle('by-abe'), ...to('a-author')})
  await plan('a-author', {at, action: 'unpublish', type: 'author'})
  await plan('article-by-abe', {at, action: 'unpublish'})

  const outcomes = await runOnce()

  expect(outcomes.map(({kind}) => kind)).toEqual(['done', 'done', 'done', 'done'])
  expect(await stateOf('article-by-zoe')).toMatchObject(to('z-author'))
  expect(await stateOf('a-author')).toBeUndefined()
  expect(await stateOf('drafts.article-by-abe')).toMatchObject(
    to('a-author', {_weak: true, _strengthenOnPublish: {type: 'author'}}),
  )
})

test('two that refer to each other come together and go together, and a third that cannot is no hindrance', async () => {
  const to = (id: string, fields: object = {}) => ({
    translations: [{_type: 'reference', _key: id, _ref: id, ...fields}],
  })
  const later = {_weak: true, _strengthenOnPublish: {type: 'article'}}
  const nobody = {_type: 'reference', _key: 'n', _ref: 'nobody', ...later}
  await draft('one', to('article-two', later))
  await draft('two', to('article-one', later))
  await draft('three', {...to('article-two', later), authors: [nobody]})
  const at = new Date(Date.now() - 1000).toISOString()
  for (const name of ['three', 'one', 'two']) await plan(`article-${name}`, {at})

  const coming = await runOnce()

  expect(coming).toMatchObject([
    {kind: 'done', schedule: {target: 'article-one'}},
    {kind: 'done', schedule: {target: 'article-two'}},
    {
      kind: 'failed',
      schedule: {target: 'article-three'},
      reason: expect.stringContaining('nobody'),
    },
  ])
  expect((await stateOf('article-one'))?.translations).toEqual(to('article-two').translations)
  const edited = {...(await stateOf('article-one')), _id: 'drafts.article-one', title: 'Edited'}
  await client.create(edited as never)
  for (const name of ['one', 'two']) await plan(`article-${name}`, {at, action: 'unpublish'})

  const going = await runOnce()

  expect(going.map(({kind}) => kind)).toEqual(['done', 'done'])
  expect(await client.getDocuments(['article-one', 'article-two'])).toEqual([null, null])
  expect(await client.getDocuments(['drafts.article-one', 'drafts.article-two'])).toMatchObject([
    {title: 'Edited', ...to('article-two', later)},
    to('article-one', later),
  ])
})

test('of what is held back, the later plan for the same document waits for the earlier one', async () => {
  await draft('short-lived', {
    authors: [
      {
        _type: 'reference',
        _key: 'a',
        _ref: 'zz-author',
        _weak: true,
        _strengthenOnPublish: {type: 'author'},
      },
    ],
  })
  await client.create({
    _id: 'drafts.zz-author',
    _type: 'author',
    name: 'Zed',
    slug: {current: 'zed'},
  })
  await plan('article-short-lived', {at: '2026-01-01T09:00:00.000Z'})
  await plan('article-short-lived', {at: '2026-01-01T09:30:00.000Z', action: 'unpublish'})
  await plan('zz-author', {at: '2026-01-01T10:00:00.000Z', type: 'author'})

  const outcomes = await runOnce()

  expect(
    outcomes.map((one) => one.kind === 'done' && [one.schedule.action, one.schedule.target]),
  ).toEqual([
    ['publish', 'zz-author'],
    ['publish', 'article-short-lived'],
    ['unpublish', 'article-short-lived'],
  ])
})

test('what was done by hand or deleted meanwhile is told apart from a failure', async () => {
  await client.create(anArticle('by-hand'))
  await plan('article-by-hand')
  await plan('article-of-nobody')

  const outcomes = await runOnce()

  expect(outcomes).toMatchObject([
    {kind: 'done', note: 'It was published already.'},
    {kind: 'failed', reason: expect.stringContaining('deleted')},
  ])
})

test('a plan whose draft was published by hand leaves the next draft alone', async () => {
  await client.create(anArticle('pressed'))
  await client.create({...anArticle('pressed'), _id: 'drafts.article-pressed', title: 'Planned'})
  await plan('article-pressed')
  await client.action({
    actionType: 'sanity.action.document.publish',
    draftId: 'drafts.article-pressed',
    publishedId: 'article-pressed',
  })
  await client.create({...anArticle('pressed'), _id: 'drafts.article-pressed', title: 'Half a'})

  const outcomes = await runOnce()

  expect(outcomes).toMatchObject([{kind: 'done', note: 'It was published by hand meanwhile.'}])
  expect(await stateOf('article-pressed')).toMatchObject({title: 'Planned'})
  expect(await stateOf('drafts.article-pressed')).toMatchObject({title: 'Half a'})
})

test('a plan whose draft was published by hand, and then withdrawn, publishes nothing', async () => {
  await draft('recalled')
  await plan('article-recalled')
  const both = {draftId: 'drafts.article-recalled', publishedId: 'article-recalled'}
  await client.action({actionType: 'sanity.action.document.publish', ...both})
  await client.action({actionType: 'sanity.action.document.unpublish', ...both})

  const outcomes = await runOnce()

  expect(outcomes).toMatchObject([{kind: 'done', note: 'It was published by hand meanwhile.'}])
  expect(await stateOf('article-recalled')).toBeUndefined()
})

test('a plan for what was deleted whole, and restored as a draft, publishes it', async () => {
  await client.create(anArticle('restored'))
  await client.create({...anArticle('restored'), _id: 'drafts.article-restored', title: 'Planned'})
  await plan('article-restored')
  await client.delete({
    query: '*[_id in ["article-restored", "drafts.article-restored"]]',
  })
  await client.create({...anArticle('restored'), _id: 'drafts.article-restored', title: 'Planned'})

  const [outcome] = await runOnce()

  expect(outcome).not.toHaveProperty('note')
  expect(await stateOf('article-restored')).toMatchObject({title: 'Planned'})
})

test('a plan takes an address that another one, due in the same second, sets free', async () => {
  const at = '2026-01-02T00:00:00.000Z'
  await draft('taken')
  await client.create({...anArticle('other'), slug: anArticle('taken').slug})
  await plan('article-taken', {at})
  await plan('article-other', {action: 'unpublish', at})

  const outcomes = await runOnce()

  expect(outcomes.map(({kind}) => kind)).toEqual(['done', 'done'])
  expect(await stateOf('article-taken')).toMatchObject({slug: {current: 'taken'}})
})

test('a correction by a program, of the article and of its draft, leaves the plan as it is', async () => {
  await client.create(anArticle('corrected'))
  await client.create({
    ...anArticle('corrected'),
    _id: 'drafts.article-corrected',
    title: 'Planned',
  })
  await plan('article-corrected')
  const mend = {set: {standfirst: 'Corrected'}}
  await client.patch('article-corrected', mend).commit()
  await client
    .transaction()
    .patch('article-corrected', mend)
    .patch('drafts.article-corrected', mend)
    .commit()

  await runOnce()

  const published = await stateOf('article-corrected')
  expect(published).toMatchObject({title: 'Planned', standfirst: 'Corrected'})
})

test('what a program planned and nobody can read is refused, and holds up nobody', async () => {
  await client.create(anArticle('odd'))
  await plan('article-odd', {at: 'soon'})
  await plan('article-odd', {action: 'delete' as ScheduledAction})
  const report: string[] = []

  const next = await carryOutDue({client, report: (outcome) => report.push(lineFor(outcome) ?? '')})

  expect(next).toBeUndefined()
  expect(report.toSorted()).toEqual([
    expect.stringMatching(/could not carry out what.*“delete” is nothing that can be done\./),
    expect.stringContaining('was due “soon”. What is planned cannot be understood: “soon” is no'),
  ])
  expect(await stateOf('article-odd')).toBeDefined()
})

test('one that the lake will not have decided holds up nobody else', async () => {
  await client.action({actionType: 'sanity.action.release.create', releaseId: 'spring'} as never)
  await plan('_.releases.spring', {action: 'unpublish', at: '2026-01-01T00:00:00.000Z'})
  await draft('behind')
  await plan('article-behind')
  const outcomes: Outcome[] = []

  const running = carryOutDue({client, report: (outcome) => outcomes.push(outcome)})

  await expect(running).rejects.toMatchObject({statusCode: 403})
  expect(outcomes).toMatchObject([{kind: 'done', schedule: {target: 'article-behind'}}])
  await client.delete(scheduleId('unpublish', '_.releases.spring'))
})

test('a watching runner acts at the time, hears of new schedules, and outlives the lake', async () => {
  const ending = new AbortController()
  const outcomes: Outcome[] = []
  const running = watchSchedules({
    client,
    signal: ending.signal,
    report: (outcome) => outcomes.push(outcome),
    trouble: () => undefined,
  })
  await draft('heard')
  await draft('missed')
  const at = Date.now() + 1_500
  await plan('article-heard', {at: new Date(at).toISOString()})
  await expect.poll(() => outcomes.length).toBe(1)
  expect(Date.now()).toBeGreaterThanOrEqual(at)

  const whileDown = Date.now() + 3_000
  await plan('article-missed', {at: new Date(whileDown).toISOString()})
  const {port} = lake
  await lake.stop('SIGKILL')
  await wait(whileDown + 300 - Date.now())
  lake = await startLake({port, directory})

  await expect.poll(() => outcomes.length, {timeout: 90_000}).toBe(2)
  expect(outcomes.map(({kind}) => kind)).toEqual(['done', 'done'])
  ending.abort()
  await running
})

test('a watching runner follows a clock that is set', async () => {
  let ahead = 0
  let looks = 0
  const ending = new AbortController()
  const outcomes: Outcome[] = []
  await draft('set-clock')
  await plan('article-set-clock', {at: new Date(Date.now() + 3_600_000).toISOString()})
  const running = watchSchedules({
    client,
    signal: ending.signal,
    now: () => {
      looks += 1
      return Date.now() + ahead
    },
    report: (outcome) => outcomes.push(outcome),
    trouble: () => undefined,
  })
  await expect.poll(() => looks).toBeGreaterThan(1) // in the lake's answer, and before it sleeps

  ahead = 3_600_000

  await expect.poll(() => outcomes.length, {timeout: 30_000}).toBe(1)
  ending.abort()
  await running
})

test('the command carries out what is due, says what failed, and lists the rest', async () => {
  await draft('command')
  await plan('article-command')
  await draft('lacking-too', {title: undefined})
  await plan('article-lacking-too')
  const options = ['--url', `http://127.0.0.1:${lake.port}`]
  const env = {SANITY_AUTH_TOKEN: token}

  const ran = await runCommand(['schedule', 'run', ...options], env)
  const listed = await runCommand(['schedule', 'list', ...options], env)

  expect(ran.status).toBe(1)
  const published = await stateOf('article-command')
  expect(ran.output).toContain('article article-command: published, due ')
  expect(ran.output).toContain(`, transaction ${String(published?._rev)}`)
  expect(ran.output).toContain('The article has no title.')
  expect(listed.output).toMatch(/failed {2}publish article article-lacking-too, .* by Anna Abel/)
})
