/** `CORP\jdoe` → `jdoe`: the account without the Windows domain in front. */
export const account = (user: string | undefined): string | undefined =>
  user?.replace(/^.{0,255}\\(?=.)/, '');
