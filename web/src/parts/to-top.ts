/** Another view of the same page is shown: it is read from its heading on, as a new page would be. */
export function toTop(): void {
  window.scrollTo({ top: 0 });
  document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
}
