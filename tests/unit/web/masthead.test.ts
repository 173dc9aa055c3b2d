/** The top of every page: the firm's name, or the logo in its place. */
import {expect, test} from 'vitest'
import {pageOf} from '../../support/page-of-documents.ts'

const firm = {_id: 'siteSettings', _type: 'siteSettings', firmName: 'The Career Desk'}
const logo = (size: string) => ({
  _type: 'figure',
  asset: {_type: 'reference', _ref: `image-abc-${size}-png`},
})
const nameplate = async (settings: object) =>
  /<a class="nameplate[^]*?<\/a>/.exec((await pageOf('/', [{...firm, ...settings}])) ?? '')?.[0]

const widthsIn = (html: string | undefined) => html?.match(/(?<= )\d+w(?=[,"])/g)

test('a logo stands in place of the name, is called by it, and is fetched as wide as it is drawn, on screens of each density', async () => {
  const wide = await nameplate({logo: logo('2000x400')})
  const square = await nameplate({logo: logo('800x800')})

  expect(wide).toContain('alt="The Career Desk"')
  expect(wide?.replace(/<[^>]*>/g, '')).toBe('')
  expect(widthsIn(wide)).toEqual(['192w', '384w', '576w'])
  expect(wide).toContain('sizes="12rem"')
  expect(widthsIn(square)).toEqual(['39w', '78w', '117w'])
  expect(widthsIn(await nameplate({logo: logo('80x40')}))).toEqual(['77w', '80w'])
  const banner = widthsIn(await nameplate({logo: logo('4000x80')}))
  expect(banner, 'no wider than the site has pictures').toEqual(['1913w', '1920w'])
})

test('without a logo there is the name', async () => {
  expect((await nameplate({}))?.replace(/<[^>]*>/g, '')).toBe('The Career Desk')
})
