import {expect, test, vi} from 'vitest'

test('the words of both languages are loaded without the rules for numbers, which come with the first number', async () => {
  const made = vi.spyOn(Intl, 'NumberFormat')
  const {en} = await import('../../../web/src/language/en.ts')
  const {fr} = await import('../../../web/src/language/fr.ts')

  expect(made).not.toHaveBeenCalled()
  expect([en.number(12_345), fr.number(12_345)]).toEqual(['12,345', '12\u00a0345'])
  expect(en.number(6_789)).toBe('6,789')
  expect(made).toHaveBeenCalledTimes(2)
})
