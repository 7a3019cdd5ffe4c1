export {
  createStaffReads,
  STAFF_READ,
  type StaffRead,
  type StaffReadRefusal,
  type StaffReads,
  type StaffReadWhat,
} from './staff-reads.ts';
