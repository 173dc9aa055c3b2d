/** What is cut out of an accepted sheet of looks, to be compared with (docs/decisions/0018). */
import {expect, test} from 'vitest'
import {acceptedOf} from '../support/looks/baseline.ts'
import {sideBySide, widthFromAfar} from '../support/looks/picture.ts'
import {printed, views} from '../support/looks/views.ts'

const names = views.map(({view}) => view)

/** A view from afar, all in one grey. */
function plain({width}: {width: number}, grey: number) {
  const size = {width: widthFromAfar(width), height: 4}
  return {...size, pixels: Buffer.alloc(size.width * size.height * 3, grey)}
}

test('each view is cut from where it stands on the sheet', async () => {
  const sheet = await sideBySide(views.map(plain))

  for (const [at, view] of views.entries())
    expect(await acceptedOf(sheet, names, [view])).toEqual(plain(view, at))
})

test('of a sheet that is not as wide as its views, or has not the one asked for, there is nothing to compare with', async () => {
  const narrower = await sideBySide(views.slice(1).map(plain))
  const whole = await sideBySide(views.map(plain))

  expect(await acceptedOf(narrower, names, [...views])).toBeUndefined()
  expect(await acceptedOf(whole, [...names, printed.view], [printed])).toBeUndefined()
  expect(await acceptedOf(whole, names, [printed])).toBeUndefined()
})
