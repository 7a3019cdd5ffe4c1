import { chineseProofs } from './proofs.ts';
import { chineseSharing } from './sharing-zh.ts';
import { chineseStanding } from './standing.ts';
import { chineseWays } from './ways.ts';
import type { ReceiverLimitWords, Words } from './words.ts';

const COOLING = {
  activation: '您的号码刚刚开通',
  sim_change: '您的 SIM 卡刚刚更换',
  device_change: '您的手机刚刚更换',
  port_in: '您的号码刚刚转入本网',
  credential_reset: '您的登录信息刚刚重置',
} as const;

const perCycle = (limit: string): string => `每条线路每个账期最多可接收 ${limit}，这次会超出。`;
const giftsPerCycle = (limit: string): string =>
  `每条线路每个账期最多可接收 ${limit} 次，对方已达上限。`;
const perDay = (limit: string): string => `每条线路每天最多可接收 ${limit}，这次会超出。`;
const giftsPerDay = (limit: string): string => `每条线路每天最多可接收 ${limit} 次，对方已达上限。`;

const RECEIVER_LIMIT: ReceiverLimitWords = {
  'receiving.capOctets': (limit) => `每条线路最多可有 ${limit} 未用完的赠送流量，这次会超出。`,
  'receiving.monthlyCount': giftsPerCycle,
  'receiving.monthlyOctets': perCycle,
  'receiving.family.monthlyCount': giftsPerCycle,
  'receiving.family.monthlyOctets': perCycle,
  'receiving.dailyCount': giftsPerDay,
  'receiving.dailyOctets': perDay,
  'receiving.family.dailyCount': giftsPerDay,
  'receiving.family.dailyOctets': perDay,
  'receiving.giftsAtOnce': (limit) => `每条线路最多可有 ${limit} 份未用完的赠送，对方已达上限。`,
  'receiving.balanceAtMostOctets': (limit) =>
    `只有剩余流量不超过 ${limit} 的线路才能接收，对方的更多。`,
};

export const chinese: Words = {
  ...chineseWays,
  ...chineseSharing,
  ...chineseStanding,
  ...chineseProofs,
  not_signed_in: () => ({ title: '已退出登录', detail: '请重新登录。' }),
  code_wrong: () => ({
    title: '验证码错误',
    detail: '验证码错误或已失效。请核对，或重新获取。',
  }),
  not_found: () => ({ title: '未找到', detail: '这里没有内容。' }),
  gift_unknown: () => ({ title: '没有这份赠送', detail: '这份赠送与您无关。' }),
  request_malformed: ({ where, expected }) => ({
    title: '无法理解',
    detail: `请求在 ${where} 处无法读取：${expected}。`,
  }),
  idempotency_key_missing: () => ({
    title: '缺少键值',
    detail: '每次更改都须带有 1 到 64 个可见字符的 Idempotency-Key 标头。',
  }),
  octets_not_a_number: () => ({ title: '不是数量', detail: '请用数字填写要赠送的流量。' }),
  octets_not_whole: () => ({
    title: '不是整数',
    detail: '流量按整字节计算。请选择整数。',
  }),
  octets_too_large: () => ({ title: '数量过大', detail: '没有这么多流量。请选择较小的数量。' }),
  octets_negative: () => ({ title: '小于零', detail: '只能赠送大于零的流量。' }),
  msisdn_invalid: () => ({
    title: '不是电话号码',
    detail: '请输入完整的电话号码，例如 613 555 0142。',
  }),
  giving_to_oneself: () => ({
    title: '这是您自己的号码',
    detail: '这是您自己的号码。请输入别人的号码。',
  }),
  receiver_not_found: () => ({
    title: '未找到此人',
    detail:
      '您可以赠送的线路中没有这个号码。请核对，或请对方在设置中打开“知道我号码的人可以送我流量”。',
  }),
  way_not_offered: () => ({ title: '未提供', detail: '不能用这种方式赠送流量。' }),
  not_authorised: ({ action }) => ({
    title: '您无权操作',
    detail:
      action === 'give'
        ? '只有户主或户主授权的人才能从这条线路赠送。'
        : '只有户主或户主授权的人才能为这条线路索要。',
  }),
  line_cannot_give: ({ rule }) => ({
    title: '您的线路不能赠送',
    detail:
      rule === 'line.status' || rule === 'giver.activeWithinDays'
        ? '您的线路未处于使用状态，现在不能赠送流量。'
        : rule === 'giver.payment' || rule === 'giver.personsOnly' || rule === 'giver.brands'
          ? '您的账户类型不提供赠送流量。'
          : '您的套餐可以接收流量，但不能赠送。',
  }),
  bill_unpaid: () => ({ title: '有未付账单', detail: '付清账单后即可再次赠送流量。' }),
  line_too_new: ({ days, waitSeconds }, { count, wait }) => ({
    title: '您的线路较新',
    detail: `线路开通 ${count(days)} 天后才能赠送。您还需等待 ${wait(waitSeconds)}。`,
  }),
  cooling_off: ({ after, waitSeconds }, { wait }) => ({
    title: '为了您的安全已锁定',
    detail: `${COOLING[after]}，因此赠送功能锁定 ${wait(waitSeconds)}。如果不是您本人操作，请立即致电我们。`,
  }),
  too_young: ({ minimumAge }, { count }) => ({
    title: '年龄未到',
    detail: `年满 ${count(minimumAge)} 岁才能赠送流量。您可以接收。`,
  }),
  receiver_name_differs: () => ({
    title: '姓名不符',
    detail: '号码与姓名不一致。请核对两者。',
  }),
  line_cannot_receive: ({ rule }) => ({
    title: '对方线路不能接收',
    detail:
      rule === 'line.status'
        ? '对方线路未处于使用状态，现在不能接收流量。'
        : rule === 'receiver.standing'
          ? '对方线路现在不能接收赠送的流量。'
          : '对方的套餐不接收赠送的流量。',
  }),
  relation_needed: ({ relation }) => ({
    title: '不能送给此人',
    detail:
      relation === 'contact'
        ? '只能赠送给您已保存的人。请先保存这个号码。'
        : relation === 'family'
          ? '只能在您的家庭内赠送流量。'
          : '只能在您自己账户的线路之间赠送流量。',
  }),
  lines_differ: ({ rule }) => ({
    title: '这两条线路之间不能赠送',
    detail:
      rule === 'between.sameBrand'
        ? '只能赠送给同一品牌的线路。'
        : '预付费与后付费线路之间不能赠送流量。',
  }),
  closed_now: ({ waitSeconds }, { wait }) => ({
    title: '现在未开放',
    detail: `现在不能赠送流量，${wait(waitSeconds)}后开放。`,
  }),
  size_not_offered: ({ allowedOctets }, { data }) => ({
    title: '请选择其他数量',
    detail: `可赠送的数量为 ${allowedOctets.map(data).join('、')}。`,
  }),
  below_minimum: ({ limitOctets }, { data }) => ({
    title: '数量太少',
    detail: `一次至少赠送 ${data(limitOctets)}。`,
  }),
  above_maximum: ({ limitOctets }, { data }) => ({
    title: '单次数量过多',
    detail: `一次最多赠送 ${data(limitOctets)}。`,
  }),
  not_a_step: ({ stepOctets }, { data }) => ({
    title: '数量不符合档位',
    detail: `流量须以 ${data(stepOctets)} 为单位赠送。`,
  }),
  choice_unknown: () => ({ title: '没有这个选项', detail: '不提供这个有效期。' }),
  too_soon: ({ waitSeconds }, { wait }) => ({
    title: '请稍候',
    detail: `您刚刚赠送过，${wait(waitSeconds)}后可再次赠送。`,
  }),
  receivers_reached: ({ limit }, { count }) => ({
    title: '本账期人数已满',
    detail: `每个账期最多可赠送给 ${count(limit)} 位不同的人。您仍可赠送给已送过的人。`,
  }),
  balance_too_low: ({ givableOctets, availableOctets }, { data }) => ({
    title: '可赠送的流量不足',
    detail:
      givableOctets === availableOctets
        ? `您还剩 ${data(availableOctets)}。`
        : `您有 ${data(availableOctets)}，其中可赠送 ${data(givableOctets)}。其余的须留给获得者本人使用。`,
  }),
  floor_broken: ({ floorOctets, keepsOctets }, { data }) => ({
    title: '剩余太少',
    detail: `赠送后您只剩 ${data(keepsOctets)}，至少须保留 ${data(floorOctets)}。`,
  }),
  monthly_count_reached: ({ limit }, { count }) => ({
    title: '本账期次数已满',
    detail: `本账期您已赠送 ${count(limit)} 次，达到上限。`,
  }),
  monthly_octets_reached: ({ rule, limitOctets, usedOctets }, { data }) => ({
    title: '超出本账期上限',
    detail:
      rule === 'giving.shareOfAllowancePercent'
        ? `每个账期您的套餐最多可赠送 ${data(limitOctets)}，已赠送 ${data(usedOctets)}。`
        : `每个账期最多可赠送 ${data(limitOctets)}，您已赠送 ${data(usedOctets)}。`,
  }),
  daily_count_reached: ({ limit }, { count }) => ({
    title: '今天次数已满',
    detail: `今天您已赠送 ${count(limit)} 次，达到上限。明天可再次赠送。`,
  }),
  daily_octets_reached: ({ limitOctets, usedOctets }, { data }) => ({
    title: '超出今天的上限',
    detail: `每天最多可赠送 ${data(limitOctets)}，您已赠送 ${data(usedOctets)}。`,
  }),
  receiver_limit_reached: ({ rule, limit }, { data, count }) => ({
    title: '对方不能接收这么多',
    detail: RECEIVER_LIMIT[rule](
      rule.endsWith('Count') || rule === 'receiving.giftsAtOnce' ? count(limit) : data(limit),
    ),
  }),
  guardian_must_confirm: () => ({
    title: '须监护人同意',
    detail: '请您的家长或监护人确认这份赠送。',
  }),
  confirmation_needed: ({ by }) => ({
    title: '请确认是您本人',
    detail: by === 'pin' ? '请输入您的 PIN 码以赠送。' : '请输入我们发送给您的验证码。',
  }),
  key_reused: () => ({
    title: '键值已使用',
    detail: '这个 Idempotency-Key 已用于另一份赠送。',
  }),
  undo_window_over: () => ({
    title: '已不能撤销',
    detail: '流量已送出。对方仍可退回未用的部分。',
  }),
  gift_already_ended: () => ({ title: '已结束', detail: '这份赠送已退回给您。' }),
  declining_not_offered: () => ({ title: '不能退回', detail: '赠送的流量不能退回。' }),
  gift_not_declinable: () => ({ title: '不能退回', detail: '这份赠送已没有未用的部分。' }),
  too_many_attempts: ({ retryAfterSeconds }, { wait }) => ({
    title: '尝试次数过多',
    detail: `请等待 ${wait(retryAfterSeconds)}后再试。`,
  }),
  too_many_requests: ({ retryAfterSeconds }, { wait }) => ({
    title: '请求过多',
    detail: `请等待 ${wait(retryAfterSeconds)}后再试。`,
  }),
  unavailable: () => ({
    title: '暂时不可用',
    detail: '现在无法访问您的账户。没有任何损失，请重试。',
  }),
  internal: ({ requestId }) => ({
    title: '出现问题',
    detail: `我们这边出现问题。没有任何损失。参考编号：${requestId}。`,
  }),
};
