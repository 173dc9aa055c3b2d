/** Sharing cards: an address that says what is on the picture, a picture that says it in our own font. */
import {createHash} from 'node:crypto'
import {existsSync, readdirSync} from 'node:fs'
import sharp from 'sharp'
import {afterAll, expect, onTestFinished, test, vi} from 'vitest'
import {cardKey, cardPath, readCard, type CardFacts} from '../../../web/src/cards/card.ts'
import {drawable} from '../../../web/src/cards/drawing.ts'
import {Painter} from '../../../web/src/cards/painter.ts'
import {Cards} from '../../../web/src/server/cards.ts'
import {removeDirectory, temporaryDirectory} from '../../support/directory.ts'

const key = cardKey('a secret')
const facts: CardFacts = {
  title: 'So You Didn’t Get the Job',
  by: 'Andrea Forbes-Hurley, MBA, CPHR',
  firm: 'Stonewood',
  accent: '#0b5b57',
}
const painter = new Painter()
afterAll(() => painter.close())

function world() {
  const directory = temporaryDirectory('cards')
  onTestFinished(() => removeDirectory(directory))
  const paint = vi.fn<Painter['paint']>(async () => Buffer.from('a picture'))
  const report = vi.fn<(error: unknown) => void>()
  const open = () => new Cards({key, painter: {paint}, directory, report, most: 3})
  return {directory, paint, report, open, cards: open()}
}

test('an address carries the facts, and is another when one of them is', () => {
  const path = cardPath(facts, key)

  expect(readCard(path, key)).toEqual(facts)
  expect(cardPath({...facts}, key)).toBe(path)
  for (const change of [{title: 'T'}, {by: 'B'}, {firm: 'F'}, {accent: '#fff'}])
    expect(cardPath({...facts, ...change}, key)).not.toBe(path)
})

test('nobody but the site decides what is painted', () => {
  const foreign = cardPath({...facts, title: 'Buy now'}, cardKey('a guess'))
  const own = cardPath(facts, key)
  const [, , signed = ''] = own.split('/')
  const [, , , written = ''] = foreign.split('/')

  for (const path of [
    foreign,
    `/cards/${signed}/${written}`,
    own.replace('/1-', '/2-'),
    '/cards/',
    `${own}x`,
  ])
    expect(readCard(path, key), path).toBeUndefined()
})

test('a title of any length and any characters has an address of bounded length', () => {
  for (const title of [
    'x'.repeat(5_000),
    '👩‍👩‍👧‍👦'.repeat(500),
    'شكرا '.repeat(300),
    '\ud800 lone',
    '',
  ]) {
    const path = cardPath({...facts, title}, key)

    expect(path.length).toBeLessThan(1_100)
    expect(readCard(path, key)?.by).toBe(facts.by)
  }
  for (const text of ['語'.repeat(500), '🎉'.repeat(500), '"\u0001'.repeat(500)]) {
    const path = cardPath({...facts, title: text, by: text, firm: text}, key)

    expect(path.length).toBeLessThan(3_100)
    expect(readCard(path, key)?.accent, text.slice(0, 2)).toBe(facts.accent)
  }
})

test('what our font does not have is left out, and accents are not', () => {
  expect(drawable('Œuvre d’équipe à Łódź 🎉 مرحبا 你好 — 5 €')).toBe('Œuvre d’équipe à Łódź — 5 €')
})

test('the card is a PNG of the size that networks want, the same every time, and shows its words', async () => {
  const [first, again] = [await painter.paint(facts), await painter.paint(facts)]

  expect(await sharp(first).metadata()).toMatchObject({format: 'png', width: 1200, height: 630})
  const digest = (png: Buffer | undefined) => createHash('sha256').update(png!).digest('hex')
  expect(digest(again)).toBe(digest(first))
  for (const change of [{title: 'Another'}, {by: ''}, {firm: ''}, {accent: '#7a1f3d'}])
    expect(digest(await painter.paint({...facts, ...change})), `${Object.keys(change)}`).not.toBe(
      digest(first),
    )
  expect(await inkIn(first!)).toBeGreaterThan(0.02)
})

test('emoji, other scripts and very long words are painted without the network', async () => {
  for (const title of ['🎉 مرحبا', 'W'.repeat(200), '<b>&amp;</b>', ''])
    expect((await painter.paint({...facts, title}))?.length, title).toBeGreaterThan(5_000)
})

test('a card is painted once, also for many at a time and over a restart', async () => {
  const {cards, open, paint} = world()
  const path = cardPath(facts, key)

  await Promise.all(Array.from({length: 20}, () => cards.get(path)))
  expect(cards.hot(path)?.status).toBe(200)
  expect((await open().get(path))?.status).toBe(200)

  expect(paint).toHaveBeenCalledTimes(1)
})

test('an address that no page gave out is none, and paints nothing', async () => {
  const {cards, directory, paint} = world()

  expect(await cards.get('/cards/1-aaaaaaaaaaaaaaaa/WyJ4Il0.png')).toBeUndefined()

  expect(paint).not.toHaveBeenCalled()
  expect(readdirSync(directory)).toEqual([])
})

test('when too many wait, or painting fails, the answer is 503 and is not kept', async () => {
  const {cards, paint, report} = world()
  const path = cardPath(facts, key)
  paint.mockResolvedValueOnce(undefined).mockRejectedValueOnce(new Error('broken'))

  expect((await cards.get(path))?.status).toBe(503)
  expect((await cards.get(path))?.status).toBe(503)
  expect((await cards.get(path))?.status).toBe(200)

  expect(report).toHaveBeenCalledTimes(1)
})

test('cards on disk are bounded', async () => {
  const {directory, open} = world()
  for (let i = 0; i < 8; i++) await open().get(cardPath({...facts, title: `Title ${i}`}, key))

  expect(existsSync(directory)).toBe(true)
  expect(readdirSync(directory).length).toBeLessThanOrEqual(3)
})

/** The share of pixels that are neither ground nor frame: words. */
async function inkIn(png: Buffer): Promise<number> {
  const area = {left: 90, top: 200, width: 1000, height: 220}
  const {data} = await sharp(png)
    .extract(area)
    .greyscale()
    .raw()
    .toBuffer({resolveWithObject: true})
  return data.filter((value) => value > 200).length / data.length
}
