/** How a browser is to lay out and colour what surrounds a page. */
export const viewport = {
  colorScheme: 'light dark',
  themeColor: [
    {media: '(prefers-color-scheme: light)', color: '#fcfbf8'},
    {media: '(prefers-color-scheme: dark)', color: '#17181b'},
  ],
} as const
