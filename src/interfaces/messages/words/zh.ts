import type { Words } from './row.ts';

export const chinese: Words = {
  sign_in_code: {
    title: '您的验证码',
    body: '{code} 是您的 {carrier} 验证码，5 分钟内有效。请勿告诉任何人。',
  },
  gift_given: {
    title: '您已送出 {amount}',
    body: '您向 {other} 送出 {amount}，{undo_until} 前可以撤销。回执 {receipt}。',
  },
  gift_delivered: {
    title: '您已送出 {amount}',
    body: '您送给 {other} 的 {amount} 已到账。回执 {receipt}。',
  },
  gift_arrived: {
    title: '您收到 {amount}',
    body: '{other} 送给您 {amount} 流量，现在即可使用，{expires} 前有效。回执 {receipt}。',
  },
  gift_undone: {
    title: '赠送已撤销',
    body: '您已撤销送给 {other} 的流量，{amount} 已退回给您。回执 {receipt}。',
  },
  gift_declined: {
    title: '赠送被退回',
    body: '{other} 退回了您赠送的 {amount}，已回到您的账户。回执 {receipt}。',
  },
  gift_sent_back: {
    title: '赠送已退回',
    body: '您已将 {amount} 退回给 {other}。回执 {receipt}。',
  },
  gift_returned: {
    title: '赠送未送达',
    body: '您送给 {other} 的 {amount} 未能送达：{reason}。流量已退回给您。回执 {receipt}。',
  },
  gift_expires_soon: {
    title: '{amount} 即将到期',
    body: '{other} 送给您的流量还剩 {amount}，{expires} 前有效。回执 {receipt}。',
  },
  request_made: {
    title: '{other} 向您索要流量',
    body: '{other} 想请您送 {amount} 流量。送不送由您决定，也可以不回复。回执 {receipt}。',
  },
  request_answered: {
    title: '您的请求有了回复',
    body: '{other} 同意送给您 {amount}。回执 {receipt}。',
  },
  request_declined: {
    title: '您的请求被婉拒',
    body: '{other} 现在不能送出 {amount}。回执 {receipt}。',
  },
  link_made: {
    title: '您的赠送链接',
    body: '您的 {amount} 赠送链接：{url} ，{expires} 前可领取。回执 {receipt}。',
  },
  link_claimed: {
    title: '您的链接已被领取',
    body: '{other} 通过您的链接领取了 {amount}。回执 {receipt}。',
  },
  link_ended: {
    title: '您的链接已结束',
    body: '您的赠送链接已结束，无人领取的 {amount} 已退回给您。回执 {receipt}。',
  },
  standing_gift_asked: {
    title: '{other} 想每月送您流量',
    body: '{other} 想每月送给您 {amount}。请在应用中选择接受或拒绝。回执 {receipt}。',
  },
  standing_gift_agreed: {
    title: '每月赠送已确认',
    body: '{other} 已同意：您每月送出 {amount}，任何一方都可随时停止。回执 {receipt}。',
  },
  lapsing_gift_asked: {
    title: '{other} 想分享剩余流量',
    body: '{other} 想在每个周期结束前把将要过期的流量送给您，每次最多 {amount}。请在应用中回答。回执 {receipt}。',
  },
  lapsing_gift_agreed: {
    title: '分享剩余流量',
    body: '{other} 已同意：每个周期将要过期的流量会送给对方，每次最多 {amount}，直到一方停止。回执 {receipt}。',
  },
  standing_gift_paused: {
    title: '每月赠送已暂停',
    body: '您与 {other} 之间每月 {amount} 的赠送已暂停：{reason}。回执 {receipt}。',
  },
  standing_gift_ended: {
    title: '每月赠送已结束',
    body: '您与 {other} 之间每月 {amount} 的赠送已结束。回执 {receipt}。',
  },
  pool_joined: {
    title: '{pool}：有人加入',
    body: '{other} 已加入 {pool}。回执 {receipt}。',
  },
  pool_left: {
    title: '{pool}：有人离开',
    body: '{other} 已离开 {pool}，带走份额 {amount}。回执 {receipt}。',
  },
  pool_capped: {
    title: '{pool}：您的上限',
    body: '您每个账期最多可使用 {pool} 的 {amount}。回执 {receipt}。',
  },
  pool_paused: {
    title: '{pool}：已为您暂停',
    body: '您的线路暂时不能使用 {pool}。回执 {receipt}。',
  },
  pool_resumed: {
    title: '{pool}：已为您恢复',
    body: '您的线路可以重新使用 {pool}。回执 {receipt}。',
  },
  pool_invited: {
    title: '{other} 邀请您',
    body: '{other} 邀请您加入 {pool} 共享流量。请在应用中回复。回执 {receipt}。',
  },
  pool_slowed: {
    title: '{pool}：已为您限速',
    body: '{pool} 的流量现在会缓慢到达您的线路。回执 {receipt}。',
  },
  pool_closed: {
    title: '{pool} 正在关闭',
    body: '{pool} 正在关闭。您放入而未使用的流量已退还给您。回执 {receipt}。',
  },
  pool_cap_reached: {
    title: '{pool}：已达上限',
    body: '{other} 本周期可用的 {pool} 流量已用完。回执 {receipt}。',
  },
  pool_low: {
    title: '{pool} 流量不足',
    body: '{pool} 还剩 {amount}。回执 {receipt}。',
  },
  tank_sent_home: {
    title: '{pool} 正在关闭',
    body: '{pool} 正在关闭。您赠出而未被使用的 {amount} 已退还给您。回执 {receipt}。',
  },
  tank_moved: {
    title: '{pool} 正在关闭',
    body: '{pool} 正在关闭。您赠出而未被使用的 {amount} 已转入 {other}。回执 {receipt}。',
  },
  tank_lapses: {
    title: '{pool} 正在关闭',
    body: '{pool} 正在关闭。您赠出而未被使用的 {amount} 将失效。回执 {receipt}。',
  },
  pack_offered: {
    title: '{other} 想送您一个流量包',
    body: '{other} 想送您 {pack}：{amount}。请在 {expires} 前在应用中回复。回执 {receipt}。',
  },
  pack_bought: {
    title: '您的流量包已可使用',
    body: '{pack}：{amount}，有效期至 {expires}。回执 {receipt}。',
  },
  pack_refunded: {
    title: '已退款',
    body: '送给 {other} 的 {pack} 未能送达，费用已从您的账单中扣除。回执 {receipt}。',
  },
  gift_code: {
    title: '您的验证码',
    body: '{code} 仅用于确认您送给 {other} {amount}，5 分钟内有效。请勿告诉任何人。',
  },
  amount_code: {
    title: '您的验证码',
    body: '{code} 仅用于确认您共送出 {amount}，5 分钟内有效。请勿告诉任何人。',
  },
  pin_code: {
    title: '您的验证码',
    body: '{code} 可用于设置、解锁或删除您的 {carrier} 赠送密码，5 分钟内有效。请勿告诉任何人。',
  },
  consent_asked: {
    title: '{other} 请求您同意',
    body: '{other} 想送出 {amount} 流量，需要您同意。请在应用中选择同意或拒绝。回执 {receipt}。',
  },
  consent_given: {
    title: '可以赠送了',
    body: '{other} 同意您送出 {amount}。请打开应用赠送。回执 {receipt}。',
  },
  consent_refused: {
    title: '这次不行',
    body: '{other} 不同意您送出 {amount}。没有送出任何流量。回执 {receipt}。',
  },
  pack_received: {
    title: '您收到一个流量包',
    body: '{other} 为您购买了 {pack}：{amount}，{expires} 前有效。回执 {receipt}。',
  },
  reasons: {
    line_cannot_receive: '对方线路现在不能接收流量',
    already_expired: '流量在途中已到期',
    floor_reached: '送出后剩余会过少',
    balance_too_low: '可送的流量不足',
    stopped_by_person: '已被手动停止',
    other: '赠送规则不允许',
  },
};
