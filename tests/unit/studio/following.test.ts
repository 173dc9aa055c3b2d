/** What the preview is told while somebody types: by whom, and only if it is the site. */
import {expect, onTestFinished, test, vi} from 'vitest'
import {besidesWords, Following, wordsOf} from '../../../studio/src/preview/following.ts'

const site = 'http://localhost:3000'

/** A Studio's window, and pages in frames of it. */
function open() {
  const studio = new EventTarget()
  vi.stubGlobal('addEventListener', studio.addEventListener.bind(studio))
  onTestFinished(() => void vi.unstubAllGlobals())
  const frame = () => {
    const heard: unknown[] = []
    const origins = new Set<string>()
    const page = {
      closed: false,
      postMessage(message: unknown, {targetOrigin}: {targetOrigin: string}) {
        heard.push(message)
        origins.add(targetOrigin)
      },
    }
    const says = (data: unknown, origin = site) =>
      studio.dispatchEvent(Object.assign(new Event('message'), {data, origin, source: page}))
    return {page, heard, origins, says}
  }
  return {following: new Following(`${site}/`), frame}
}

const ready = {domain: 'masthead/preview', type: 'ready'}
const told = (id: string, words: unknown) => ({
  domain: 'masthead/preview',
  type: 'words',
  id,
  words,
})

test('a page that says it is there gets the words of what is open, and each change', () => {
  const {following, frame} = open()
  const early = frame()
  early.says(ready)

  const form = following.form('a')
  form.tell({title: 'One'})
  const late = frame()
  late.says(ready)
  form.tell({title: 'One two'})
  form.close()

  expect(early.heard).toEqual([
    told('a', {title: 'One'}),
    told('a', {title: 'One two'}),
    told('a', null),
  ])
  expect(late.heard).toEqual(early.heard)
  expect([...late.origins]).toEqual([site])
})

test('words stay while another form of the same document is open', () => {
  const {following, frame} = open()
  const page = frame()
  page.says(ready)
  const [one, other] = [following.form('a'), following.form('a')]
  one.tell({title: 'One'})

  one.close()
  expect(page.heard).toEqual([told('a', {title: 'One'})])

  other.close()
  expect(page.heard.at(-1)).toEqual(told('a', null))
})

test('another origin, another message and a window that was closed get nothing', () => {
  const {following, frame} = open()
  const [stranger, other, closed] = [frame(), frame(), frame()]
  stranger.says(ready, 'http://localhost:3001')
  other.says({domain: 'masthead/preview', type: 'words'})
  other.says(null)
  closed.says(ready)
  closed.page.closed = true

  following.form('a').tell({title: 'One'})

  expect([stranger, other, closed].map(({heard}) => heard)).toEqual([[], [], []])
})

test('words are the fields that are one string; what else changes is told apart', () => {
  const fields = ['title', 'body']
  const document = {_id: 'a', _rev: '1', title: 'One', seo: {title: 'For machines'}}

  expect(wordsOf(document, fields)).toEqual({title: 'One', body: null})
  expect(
    besidesWords({...document, _id: 'drafts.a', _rev: '2', title: 'Two', body: 'B'}, fields),
  ).toBe(besidesWords(document, fields))
  expect(besidesWords({...document, seo: {title: 'Other'}}, fields)).not.toBe(
    besidesWords(document, fields),
  )
})
