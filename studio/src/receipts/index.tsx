/**
 * Receipts: after Publish the editor sees when readers do, and on which pages.
 *
 * The site says so (`<site>/api/receipts/<transaction>`), Studio asks and shows: a message for the moment, a line in the
 * footer and a panel beside the form that stay. Publishing itself knows nothing of it and goes on without.
 */
import {EarthGlobeIcon} from '@sanity/icons/EarthGlobe'
import {useMemo} from 'react'
import {definePlugin, getPublishedId, type DocumentLayoutProps} from 'sanity'
import {usePresentationParams} from 'sanity/presentation'
import {receiptBadge} from './badge.ts'
import {followedPublications} from './FollowedPublications.tsx'
import {ReceiptContext, useShownReceipt} from './ReceiptContext.ts'
import {receiptPanel} from './ReceiptPanel.tsx'
import {useReceipt} from './useReceipt.ts'
import {useReceiptToast} from './useReceiptToast.tsx'

const tones = {neutral: 'default', good: 'positive', problem: 'caution'} as const

interface ReceiptSettings {
  /** Who is asked. */
  siteUrl: string
  /** Where the pages are, for those who follow a link. */
  readersUrl: string
}

export const receipts = definePlugin(({siteUrl, readersUrl}: ReceiptSettings) => {
  function WithReceipt(props: DocumentLayoutProps) {
    const receipt = useReceipt(getPublishedId(props.documentId), props.documentType)
    useReceiptToast(receipt, readersUrl)
    // The same element each time, so that news about the site does not render the whole form again.
    const pane = useMemo(() => props.renderDefault(props), [props])
    return <ReceiptContext value={receipt}>{pane}</ReceiptContext>
  }

  return {
    name: 'receipts',
    document: {
      badges: (badges) => [...badges, receiptBadge],
      inspectors: (inspectors) => [
        ...inspectors,
        {
          name: 'receipt',
          component: receiptPanel(readersUrl),
          useMenuItem: () => ({
            title: 'On the site',
            icon: EarthGlobeIcon,
            // Beside the preview the header has no room for a button more: there it is in the menu.
            showAsAction: usePresentationParams(false) === null,
            tone: tones[useShownReceipt().wording?.tone ?? 'neutral'],
          }),
        },
      ],
      components: {unstable_layout: WithReceipt},
    },
    studio: {components: {layout: followedPublications({siteUrl, readersUrl})}},
  }
})
