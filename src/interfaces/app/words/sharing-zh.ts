import type { SharingWords } from './sharing.ts';

export const chineseSharing: SharingWords = {
  pool_full: ({ limit }, { count }) => ({
    title: '共享池已满',
    detail: `一个共享池最多 ${count(limit)} 条线路。`,
  }),
  pool_paused: () => ({
    title: '已暂停',
    detail: '共享池的持有人已为您的线路暂停使用。请联系持有人恢复。',
  }),
  pool_cap_reached: ({ limitOctets, usedOctets }, { data }) => ({
    title: '已达上限',
    detail: `您每个周期可从此共享池取用 ${data(limitOctets)}，已取用 ${data(usedOctets)}。`,
  }),
  pool_slowed: ({ sliceOctets, everySeconds }, { data, wait }) => ({
    title: '已限速',
    detail: `您每 ${wait(everySeconds)} 可从此共享池取用一次 ${data(sliceOctets)}。`,
  }),
  pool_unknown: () => ({ title: '没有此共享池', detail: '您不在此共享池中。' }),
  pool_name_unfit: ({ longest }, { count }) => ({
    title: '请换一个名称',
    detail: `名称须含文字或数字，最多 ${count(longest)} 个字符。`,
  }),
  pool_closed: () => ({
    title: '正在关闭',
    detail: '此共享池正在关闭。您放入而未使用的流量会退还给您。',
  }),
  pools_too_many: ({ limit }, { count }) => ({
    title: '共享池过多',
    detail: `一条线路最多加入 ${count(limit)} 个共享池。请先退出一个。`,
  }),
  member_unknown: () => ({ title: '不是成员', detail: '此线路不是共享池的成员。' }),
  already_member: () => ({ title: '已是成员', detail: '此线路已是共享池的成员。' }),
  invitation_unknown: () => ({
    title: '没有邀请',
    detail: '没有可回复的邀请。请向持有人索取新的邀请。',
  }),
  holder_stays: () => ({
    title: '您是持有人',
    detail: '持有人不能退出共享池。您可以关闭它，每个人都会取回自己的份额。',
  }),
  tank_unknown: () => ({ title: '没有此公益池', detail: '没有这个公益池。' }),
  tank_closed: () => ({ title: '已关闭', detail: '此公益池已关闭。' }),
  tank_heir_unfit: () => ({
    title: '无法关闭',
    detail: '规则指定接收剩余流量的流量池未开放。',
  }),
  tank_name_unfit: () => ({
    title: '请换一个名称',
    detail: '名称须含文字或数字，最多 40 个字符。',
  }),
  tank_low: ({ takeableOctets }, { data }) => ({
    title: '公益池余量不足',
    detail: `目前可从此公益池取用 ${data(takeableOctets)}，其余为保留量。`,
  }),
  pack_unknown: () => ({ title: '已停售', detail: '此流量包已停售。' }),
  order_unknown: () => ({ title: '没有此订单', detail: '这不是您的订单。' }),
  order_already_ended: () => ({ title: '已结束', detail: '此流量包已被接受、谢绝或逾期未回复。' }),
  not_for_you: ({ who }) => ({
    title: '您无权操作',
    detail: who === 'holder' ? '只有共享池的持有人可以这样做。' : '请由您的家长或监护人代为操作。',
  }),
  tank_limit_reached: ({ rule, limit }, { data, count }) => ({
    title: '已达取用上限',
    detail:
      rule === 'receiving.balanceAtMostOctets'
        ? `只有余量不超过 ${data(limit)} 的线路才能从此公益池取用。`
        : rule.endsWith('Count')
          ? `每条线路每个周期可取用 ${count(limit)} 次，您已用完。`
          : `每条线路每个周期可取用 ${data(limit)}，此次将超出。`,
  }),
  payment_declined: ({ reason }) => ({
    title: '未能付款',
    detail: reason === 'limit' ? '已超出下期账单前可购买的金额。' : '此次购买无法计入您的账单。',
  }),
};
