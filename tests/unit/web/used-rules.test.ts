import {expect, test} from 'vitest'
import {readRules} from '../../../web/src/server/read-rules.ts'
import {usedIn} from '../../../web/src/server/used-rules.ts'

const page = (body: string) =>
  `<!DOCTYPE html><html lang="en"><head><title>a</title></head><body>${body}</body></html>`

const used = (css: string, body: string) => usedIn(page(body), readRules(css))

test('a rule for what is not there goes, by element, class and attribute', () => {
  const css = 'p{a:b}table{a:b}.wide{a:b}.far{a:b}[data-note]{a:b}[data-other]{a:b}'

  const left = used(css, '<p class="wide tall" data-note="1">table .far</p>')

  expect(left).toBe('p{a:b}.wide{a:b}[data-note]{a:b}')
})

test('a rule stays when one of its selectors has all it asks for', () => {
  const css = 'table,p{a:b}table td,p b{a:b}p .x,p .y{a:b}'

  expect(used(css, '<p><i class="y">!</i></p>')).toBe('table,p{a:b}p .x,p .y{a:b}')
})

test.each([
  [':is(table,p) i', true],
  [':is(table,b) i', false],
  [':where(table,.none) i', false],
  ['p:has(.none)', false],
  ['p:has(+ i)', true],
  ['p:not(.none)', true],
  ['p:not(:has(.none))', true],
  [':is(p,table):has(:is(.none,i)) i', true],
  [':is(p,table):has(:is(.none,b)) i', false],
])('%s: kept %s', (selector, isKept) => {
  const css = `${selector}{a:b}`

  expect(used(css, '<p><i>!</i></p>')).toBe(isKept ? css : '')
})

test('states, pseudo-elements and what is always there ask for nothing', () => {
  const css =
    ':root{a:b}*,::before{a:b}html{a:b}::selection{a:b}:focus-visible{a:b}a:hover{a:b}p[open]{a:b}li+li::before{a:b}p:nth-child(2n + 1 of .x){a:b}'

  expect(used(css, '<a href="/">!</a><ul><li>1</li></ul><p>!</p>')).toBe(css)
})

test('a condition stays with what is left under it, and goes with the last', () => {
  const css =
    '@media(width<40rem){p{a:b}table{a:b}}@media print{table{a:b}}@supports (a:b){@media print{p{a:b}}}'

  expect(used(css, '<p>!</p>')).toBe(
    '@media(width<40rem){p{a:b}}@supports (a:b){@media print{p{a:b}}}',
  )
})

test('what is no rule for elements stays whole', () => {
  const css =
    "@charset 'utf-8';@font-face{font-family:x;src:url(/y)}@page{margin:1cm}@keyframes z{from{a:b}to{c:d}}"

  expect(used(css, '<p>!</p>')).toBe(css)
})

test('braces and semicolons in quotes are words', () => {
  const css = `p::before{content:'}{;'}p::after{content:"\\"}"}b{a:b}[title='{']{a:b}`

  expect(used(css, '<p title="{">!</p>')).toBe(css.replace('b{a:b}', ''))
})

test('a selector that is not understood stays, and so does a block without an end', () => {
  expect(used('p:is({a:b}table{a:b}', '<p>!</p>')).toContain('p:is({a:b}')
  expect(used('i{a:b}p{a:b', '<p>!</p>')).toBe('p{a:b')
})

test('attributes count however they are written', () => {
  const css = '.a{a:b}.b{a:b}.c{a:b}.d{a:b}.e{a:b}[hidden]{a:b}'

  const left = used(
    css,
    `<p class='a' hidden>!</p><p class=b>!</p><P CLASS="c
    d" title="x > y">!</P><p title="a>b" class="e">!</p>`,
  )

  expect(left).toBe(css)
})
