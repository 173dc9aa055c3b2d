/** Two plans that wait for each other, on a lake that does not take them at once: they stay planned until it does. */
import type {SanityClient} from '@sanity/client'
import {scheduleId} from '@masthead/studio/rules'
import {http, HttpResponse} from 'msw'
import {expect} from 'vitest'
import {carryOutDue} from '../../../scripts/src/schedule/runner.ts'
import {test} from '../../support/lake.ts'

const names = ['one', 'two'] as const
const other = {one: 'two', two: 'one'}
const planOf = (name: string) => scheduleId('publish', name)

/** A draft that refers to another, which is to be published with it or before; it is due. */
async function planFor(client: SanityClient, name: string, ref: string): Promise<void> {
  const sees = {_type: 'reference', _ref: ref, _weak: true, _strengthenOnPublish: {type: 'note'}}
  await client.create({_id: `drafts.${name}`, _type: 'note', sees})
  await client.create({
    _id: planOf(name),
    _type: 'schedule',
    target: name,
    targetType: 'note',
    action: 'publish',
    at: new Date(Date.now() - 1_000).toISOString(),
    state: 'waiting',
  })
}

const planBoth = async (client: SanityClient) => {
  for (const name of names) await planFor(client, name, other[name])
}

const statesOf = async (client: SanityClient, of: readonly string[] = names) =>
  (await client.getDocuments(of.map(planOf))).map((plan) => plan?.['state'] as unknown)

/** What is written of both plans in one transaction, while `refuse` answers something. */
const jointly = (refuse: () => Response | undefined | Promise<Response | undefined>) =>
  http.post('https://*.sanity.io/*/data/mutate/*', async ({request}) => {
    const text = await request.clone().text()
    return names.every((name) => text.includes(`"${planOf(name)}"`)) ? refuse() : undefined
  })

for (const status of [429, 408, 425, 403])
  test(`two that can only come together are both published after the lake answered ${status} once`, async ({
    editor,
    network,
  }) => {
    const client = editor.client.withConfig({perspective: 'raw'})
    await planBoth(client)
    const answers = [new HttpResponse(null, {status})]
    network.use(jointly(() => answers.pop()))
    const carriedOut: unknown[] = []
    const run = () => carryOutDue({client, report: ({kind}) => carriedOut.push(kind)})

    await expect(run()).rejects.toMatchObject({statusCode: status})
    expect(await statesOf(client)).toEqual(['waiting', 'waiting'])
    await run()

    expect(carriedOut).toEqual(['done', 'done'])
    expect(await statesOf(client)).toEqual(['done', 'done'])
  })

test('two of which one is typed in all the time stay planned, and hold up no third', async ({
  editor,
  network,
}) => {
  const client = editor.client.withConfig({perspective: 'raw'})
  await planBoth(client)
  await planFor(client, 'three', 'nobody')
  const typing = jointly(async () => {
    await client.patch('drafts.one').set({typed: Math.random()}).commit()
    return undefined
  })
  network.use(typing)
  const carriedOut: unknown[] = []
  const run = () => carryOutDue({client, report: ({kind}) => carriedOut.push(kind)})

  await expect(run()).rejects.toMatchObject({statusCode: 409})
  expect(await statesOf(client)).toEqual(['waiting', 'waiting'])
  expect(carriedOut).toEqual(['failed'])
  expect(await client.getDocument(planOf('three'))).toMatchObject({state: 'failed'})
})

test('who waits for those two stays planned as long as they do, and whoever waits for that', async ({
  editor,
  network,
}) => {
  const client = editor.client.withConfig({perspective: 'raw'})
  const all = [...names, 'three', 'four']
  await planBoth(client)
  await planFor(client, 'three', 'one')
  await planFor(client, 'four', 'three')
  const answers = [new HttpResponse(null, {status: 403})]
  network.use(jointly(() => answers.pop()))
  const run = () => carryOutDue({client, report: () => undefined})

  await expect(run()).rejects.toMatchObject({statusCode: 403})
  expect(await statesOf(client, all)).toEqual(all.map(() => 'waiting'))
  await run()

  expect(await statesOf(client, all)).toEqual(all.map(() => 'done'))
})
