/** What somebody wrote, as text only; its own direction of writing cannot turn that of the page. */
export function Quote({ children }: { children: string }) {
  return (
    <blockquote className="quote" dir="auto">
      {children}
    </blockquote>
  );
}
