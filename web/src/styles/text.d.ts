/** A stylesheet as a string, by the rule in `next.config.ts`. (`.pcss`, as Next claims every `.css` for itself.) */
declare module '*.pcss' {
  const text: string
  export default text
}
